import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDirectory } from '../../src/directory/import-directory.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import type { Author } from '../../src/model/document-entry.ts';
import { provideMessage, signedLot } from '../support/lot-message.ts';
import {
  type BuiltSubmission,
  CHARLOTTE,
  noteEntry,
  submission,
  withNote,
  withSet,
} from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, failure, type Refused } from './bad-input-house.ts';

const PHARMACIST = '810000000037';
const PHARMACY = '1140000043';
const PHYSIOTHERAPIST = '810000000052';
const PS_ID_NAT = '1.2.250.1.71.4.2.1';
const STRUCT_ID_NAT = '1.2.250.1.71.4.2.2';

const absent = (...told: readonly string[]): Refused =>
  failure(
    'ITI-41 XDSRegistryMetadataError',
    ...told.map((one) => `XDSRegistryMetadataError Une métadonnée du lot n'est pas valide. (${one})`),
  );
const professional = (at: string, id: string) =>
  `${at}.author ${id} : professionnel absent de l'Annuaire santé ou dont l'activité a cessé`;
const structure = (at: string, id: string) => `${at}.author ${id} : structure absente de l'Annuaire santé`;

const person = (id: string, authority = PS_ID_NAT): Author => ({
  person: `${id}^ESCOFFIER^Noé^^^^^^&${authority}&ISO^D^^^IDNPS`,
  institutions: [],
  roles: [],
  specialties: [],
  telecommunications: [],
});
const of = (id: string, authority = STRUCT_ID_NAT): Author => ({
  institutions: [`CABINET^^^^^&${authority}&ISO^IDNST^^^${id}`],
  roles: [],
  specialties: [],
  telecommunications: [],
});
const byToo = (author: Author) => (built: BuiltSubmission) =>
  withNote(built, { authors: [...noteEntry.authors, author] });

for (const [mode, unasked] of [
  ['required', 'refused'],
  ['if-known', 'stored'],
] as const) {
  describe(`given authors who must stand in the Annuaire santé: ${mode}`, () => {
    let house: BadInputHouse;
    let folder: string;
    let serial = 0;
    before(async () => {
      house = await badInputHouse({ CARNET_DIRECTORY: mode });
      folder = mkdtempSync(join(tmpdir(), 'carnet-annuaire-'));
    });
    after(async () => {
      await house.close();
      rmSync(folder, { recursive: true });
    });

    const deposit = async (change: (built: BuiltSubmission) => BuiltSubmission = (built) => built) => {
      serial += 1;
      const [note, signature, lot] = [1, 2, 3].map((at) => `1.2.250.1.999.7.${serial}.${at}`);
      const built = change(submission({ note: note!, signature: signature!, lot: lot! }));
      const vihf = makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
      return house.sendSoap(provideMessage(await signedLot(house.pki, built), vihf), 'pharmacien');
    };
    const imports = (file: string) => importDirectory(house.server.store, [file], '2026-11-22T10:00:00.000Z');
    /** Imports the extraction with every line that names this replaced, or left out. */
    const importsWithout = async (id: string, instead: (line: string) => readonly string[] = () => []) => {
      const lines = readFileSync('fixtures/annuaire.txt', 'utf8').split('\n');
      const file = join(folder, 'changed.txt');
      writeFileSync(file, lines.flatMap((line) => (line.includes(id) ? instead(line) : [line])).join('\n'));
      await imports(file);
    };

    it(`then a deposit before the first import is ${unasked}`, () =>
      unasked === 'refused'
        ? house.refuses(
            deposit,
            absent(professional('SubmissionSet', PHARMACIST), structure('SubmissionSet', PHARMACY)),
          )
        : house.stores(deposit));

    it('then the deposit of a professional who has ended is refused', async () => {
      await importsWithout(PHARMACIST, (line) => [line.replace(PHARMACIST, '810000000999')]);
      await house.refuses(deposit, absent(professional('SubmissionSet', PHARMACIST)));
    });

    it(`then the caller’s own structure, where the directory does not name it, is ${unasked}`, async () => {
      await importsWithout(PHARMACY, (line) => [line.replaceAll(PHARMACY.slice(1), '140009999')]);
      await (unasked === 'refused'
        ? house.refuses(deposit, absent(structure('SubmissionSet', PHARMACY)))
        : house.stores(deposit));
    });

    it('then that of one who is there is stored', async () => {
      await imports('fixtures/annuaire.txt');
      await house.stores(deposit);
    });

    it('then a document by a professional who has ended is refused, and by one who is there stored', async () => {
      const byBoth = () => deposit(byToo(person(PHYSIOTHERAPIST)));
      await house.stores(byBoth);
      await importsWithout(PHYSIOTHERAPIST);
      await house.refuses(byBoth, absent(professional('DocumentEntry', PHYSIOTHERAPIST)));
      await imports('fixtures/annuaire.txt');
    });

    it('then a document or a lot by another structure that is not there is refused', async () => {
      const strange = of('1140009999');
      await house.refuses(() => deposit(byToo(strange)), absent(structure('DocumentEntry', '1140009999')));
      const inLot = (built: BuiltSubmission) => withSet(built, { authors: [...noteEntry.authors, strange] });
      await house.refuses(() => deposit(inLot), absent(structure('SubmissionSet', '1140009999')));
    });

    it('then whoever is named in several places is told once, where it stands first', async () => {
      const everywhere = (built: BuiltSubmission) =>
        withSet(byToo(of('1140009999'))(built), { authors: [...noteEntry.authors, of('1140009999')] });
      await house.refuses(() => deposit(everywhere), absent(structure('SubmissionSet', '1140009999')));
    });

    it('then a structure is found by its former identifier, FINESS, SIRET or SIREN, which must be whole', async () => {
      await importsWithout(PHYSIOTHERAPIST, (line) => {
        const values = line.split('|');
        values[19] = '12345678900011';
        values[21] = '140009998';
        return [values.join('|')];
      });
      for (const id of ['481000000005201', '1140009998', '312345678900011', '2123456789']) {
        await house.stores(() => deposit(byToo(of(id))));
      }
      await house.refuses(
        () => deposit(byToo(of('21234567'))),
        absent(structure('DocumentEntry', '21234567')),
      );
      await imports('fixtures/annuaire.txt');
    });

    for (const [name, author] of [
      ['a patient', person(CHARLOTTE.value, CHARLOTTE.authority)],
      ['a foreign professional', person('899999999999', '2.16.840.1.113883.2.9.4.3.2')],
      ['somebody whom a structure has numbered', person('3140000027/77')],
      ['a foreign structure', of('1140009999', '2.16.840.1.113883.2.9.4.1.3')],
    ] as const) {
      it(`then ${name} is not asked about`, () => house.stores(() => deposit(byToo(author))));
    }
  });
}
