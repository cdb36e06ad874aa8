import { expect } from 'chai';
import { acceptedTypes, accepts, refuseRepresentation } from '../../src/fhir/representation.ts';

describe('given what a caller accepts', () => {
  for (const [accept, format] of [
    [undefined, undefined],
    ['*/*', undefined],
    ['application/*', undefined],
    ['application/fhir+json', undefined],
    ['text/html, application/json;q=0.5', undefined],
    ['application/fhir+json; fhirVersion=4.0', undefined],
    ['application/fhir+xml', 'json'],
    ['application/fhir+xml', 'application/fhir json'],
  ] as const) {
    it(`then Accept ${accept} with _format ${format} is JSON`, () => {
      expect(refuseRepresentation(accept, format)).to.equal(undefined);
    });
  }

  for (const [accept, format] of [
    ['application/fhir+xml', undefined],
    ['application/json;q=0', undefined],
    ['*/*', 'xml'],
  ] as const) {
    it(`then Accept ${accept} with _format ${format} is refused`, () => {
      expect(refuseRepresentation(accept, format)?.refused[0].code).to.equal('NotAcceptable');
    });
  }

  it('then a wildcard covers a media type of its group only', () => {
    expect(accepts(acceptedTypes('text/*'), 'text/xml; charset=utf-8')).to.equal(true);
    expect(accepts(acceptedTypes('text/*'), 'application/pdf')).to.equal(false);
  });
});
