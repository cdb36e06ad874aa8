import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { openSchemas } from '../../../conformance/nist/evaluation/schema.ts';
import { FAILURE, queryAnswerText, reference, registryResponseText, SET } from './answers.ts';

const SCHEMAS = fileURLToPath(new URL('../../../../shared/data/xds/xsd/nist-v3', import.meta.url));

describe('given the schemas of XDS.b', () => {
  before(function () {
    if (existsSync(SCHEMAS)) return;
    console.log(`      skipped: the XDS schemas are not at ${SCHEMAS}`);
    this.skip();
  });

  it('then answers of their form are right', () => {
    const findings = openSchemas(SCHEMAS);
    expect(findings('RegistryResponse', registryResponseText(FAILURE, [{ code: 'X' }]))).to.deep.equal([]);
    expect(findings('AdhocQueryResponse', queryAnswerText([reference(SET)]))).to.deep.equal([]);
  });

  it('then answers of another form are wrong', () => {
    const findings = openSchemas(SCHEMAS);
    const noContext = registryResponseText(FAILURE, [{ code: 'X' }]).replace(/ codeContext="[^"]*"/, '');
    expect(findings('RegistryResponse', noContext)).to.have.length(1);
    const noList = queryAnswerText([]).replace(/<rim:RegistryObjectList.*List>/, '');
    expect(findings('AdhocQueryResponse', noList)).to.have.length(1);
    const notBase64 =
      '<x:RetrieveDocumentSetResponse xmlns:x="urn:ihe:iti:xds-b:2007"><x:DocumentResponse/></x:RetrieveDocumentSetResponse>';
    expect(findings('RetrieveDocumentSetResponse', notBase64)).to.have.length(1);
  });
});
