import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDirectory } from '../../src/directory/import-directory.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { provideMessage, signedLot } from '../support/lot-message.ts';
import { CHARLOTTE, submission } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, failure } from './bad-input-house.ts';

const PHARMACIST = '810000000037';
const ABSENT = failure(
  'ITI-41 XDSRegistryMetadataError',
  `XDSRegistryMetadataError Une métadonnée du lot n'est pas valide. (SubmissionSet.author ${PHARMACIST} : professionnel absent de l'Annuaire santé ou dont l'activité a cessé)`,
);

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

    const deposit = async () => {
      serial += 1;
      const [note, signature, lot] = [1, 2, 3].map((at) => `1.2.250.1.999.7.${serial}.${at}`);
      const built = submission({ note: note!, signature: signature!, lot: lot! });
      const vihf = makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
      return house.sendSoap(provideMessage(await signedLot(house.pki, built), vihf), 'pharmacien');
    };
    const imports = (file: string) => importDirectory(house.server.store, [file], '2026-11-22T10:00:00.000Z');

    it(`then a deposit before the first import is ${unasked}`, () =>
      unasked === 'refused' ? house.refuses(deposit, ABSENT) : house.stores(deposit));

    it('then the deposit of a professional who has ended is refused', async () => {
      const lines = readFileSync('fixtures/annuaire.txt', 'utf8').split('\n');
      const file = join(folder, 'without.txt');
      writeFileSync(file, lines.filter((line) => !line.includes(PHARMACIST)).join('\n'));
      await imports(file);
      await house.refuses(deposit, ABSENT);
    });

    it('then that of one who is there is stored', async () => {
      await imports('fixtures/annuaire.txt');
      await house.stores(deposit);
    });
  });
}
