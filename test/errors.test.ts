import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { refusals, refuseAll } from '../src/errors.ts';

/**
 * The error codes of ITI TF-3 Table 4.2.4.1-2 that ITI-18, 41, 42 and 43 may have here, whose senders complained elsewhere
 * that the general code hid the specific one (IPF issue 277). Left out are those of gateways and communities, of systems in
 * two halves (XDSRegistryNotAvailable), of slots that are dropped (all are kept), and the internal errors, which are faults.
 */
const SPECIFIC = [
  'XDSMissingDocument',
  'XDSMissingDocumentMetadata',
  'XDSRegistryDuplicateUniqueIdInMessage',
  'XDSRepositoryDuplicateUniqueIdInMessage',
  'XDSDuplicateUniqueIdInRegistry',
  'XDSNonIdenticalHash',
  'XDSNonIdenticalSize',
  'XDSRegistryMetadataError',
  'XDSRepositoryMetadataError',
  'XDSTooManyResults',
  'XDSUnknownPatientId',
  'XDSPatientIdDoesNotMatch',
  'XDSUnknownStoredQuery',
  'XDSStoredQueryMissingParam',
  'XDSStoredQueryParamNumber',
  'XDSResultNotSinglePatient',
  'XDSRegistryDeprecatedDocumentError',
  'XDSUnknownRepositoryId',
  'XDSDocumentUniqueIdError',
  'UnresolvedReferenceException',
  'InvalidDocumentContent',
] as const satisfies readonly (keyof typeof refusals)[];

const ROOT = new URL('../', import.meta.url);

/** The text of every file below a folder whose name ends so, but for one. */
function textsOf(folder: string, ending: string, but: string): string[] {
  const url = new URL(`${folder}/`, ROOT);
  return readdirSync(url, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && name !== but)
    .map((name) => readFileSync(new URL(name, url), 'utf8'));
}

describe('given the specific error codes of the Technical Framework', () => {
  const source = textsOf('src', '.ts', 'errors.ts');
  const tests = textsOf('test', '.test.ts', 'errors.test.ts');

  for (const code of SPECIFIC) {
    it(`then ${code} goes out under its own name, where something is refused with it, and a test awaits it`, () => {
      const word = new RegExp(`['\`]${code}\\b`);
      expect(refusals[code].xds).to.equal(code);
      expect(source.filter((text) => word.test(text))).not.to.deep.equal([]);
      expect(tests.filter((text) => word.test(text))).not.to.deep.equal([]);
    });
  }
});

describe('given more faults than a caller can mend at once', () => {
  const faults = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ code: 'MalformedRequest', detail: `${at}` }) as const);

  it('then the first 200 are told, in their order', () => {
    expect(refuseAll(faults(201))?.refused).to.deep.equal(faults(200));
    expect(refuseAll(faults(200))?.refused).to.deep.equal(faults(200));
  });

  it('then without any nothing is refused', () => {
    expect(refuseAll([])).to.equal(undefined);
  });
});
