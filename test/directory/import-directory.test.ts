import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { importDirectory } from '../../src/directory/import-directory.ts';
import { type TemporaryStore, temporaryStore } from '../store/sample.ts';

const SANDBOX = 'fixtures/annuaire.txt';
const [header = '', ...lines] = readFileSync(SANDBOX, 'utf8').trimEnd().split('\n');
const AT = '2026-11-22T10:00:00.000Z';
const ALL = { limit: 100, offset: 0 };

describe('given an extraction of the Annuaire santé', () => {
  let store: TemporaryStore;
  beforeEach(async () => {
    store = await temporaryStore();
  });
  afterEach(() => store.remove());

  const file = (...content: string[]): string => {
    const path = join(store.folder, `${content.length}.txt`);
    writeFileSync(path, `${content.join('\n')}\n`);
    return path;
  };
  const imported = (...files: string[]) => importDirectory(store, files, AT);
  const names = async () => (await store.directory.professionals({}, ALL)).items.map(({ family }) => family);

  it('then its professionals, practices and structures are there', async () => {
    expect(await imported(SANDBOX)).to.deep.equal({ practices: 10 });
    expect(await store.directory.importedAt()).to.equal(AT);
    const { total, items } = await store.directory.practices({ professional: '810000000037' }, ALL);
    expect(total).to.equal(1);
    expect(items[0]).to.deep.include({
      professional: { id: '810000000037', family: 'CARON', given: 'Inès' },
    });
    expect(items[0]?.profession).to.include({ code: '21', system: '1.2.250.1.71.1.2.7' });
    expect(items[0]?.qualifications.map(({ code }) => code)).to.deep.equal(['A']);
    expect(items[0]?.structure).to.deep.include({ nationalId: '1140000043', name: 'PHARMACIE DU MARCHE' });
    const { items: structures } = await store.directory.structures({ finess: '140000027' }, ALL);
    expect(structures.map(({ name }) => name)).to.deep.equal(['CENTRE HOSPITALIER DES TILLEULS']);
  });

  it('then a practice has the same id in the next import', async () => {
    await imported(SANDBOX);
    const before = (await store.directory.practices({}, ALL)).items.map(({ id }) => id);
    await imported(SANDBOX);
    expect((await store.directory.practices({}, ALL)).items.map(({ id }) => id)).to.deep.equal(before);
  });

  it('then the next import takes its place, and nothing is left of whoever has ended', async () => {
    await imported(SANDBOX);
    expect(await imported(file(header, ...lines.slice(0, 2)))).to.deep.equal({ practices: 2 });
    expect(await names()).to.deep.equal(['AUBERT', 'BELLAMY']);
    expect(await store.directory.knows('810000000045')).to.equal(false);
    expect(await store.directory.hasFormer()).to.equal(false);
  });

  it('then several files are one directory, and a line that comes twice counts once', async () => {
    await imported(file(header, ...lines.slice(0, 2)), file(header, ...lines.slice(1, 4)));
    expect(await names()).to.have.length(4);
    expect((await store.directory.practices({}, ALL)).total).to.equal(4);
  });

  it('then columns may stand in another order', async () => {
    const turned = [header, ...lines].map((line) => line.split('|').reverse().join('|'));
    expect(await imported(file(...turned))).to.deep.equal({ practices: 10 });
    expect(await store.directory.knows('810000000045')).to.equal(true);
  });

  it('then more lines than one unit takes all arrive', async () => {
    const many = Array.from({ length: 1234 }, (_, at) =>
      lines[0]!.replaceAll('810000000011', `81${String(at).padStart(10, '0')}`),
    );
    expect(await imported(file(header, ...many))).to.deep.equal({ practices: 1234 });
    expect((await store.directory.professionals({}, { limit: 0, offset: 0 })).total).to.equal(1234);
  });

  for (const [what, content, fault] of [
    ['without a header', lines, { line: 1 }],
    ['with a column missing', [header.replace('Code profession|', ''), ...lines], { line: 1 }],
    ['with a line cut short', [header, lines[0]!, lines[1]!.slice(0, 40)], { line: 3 }],
    ['with a line without an identifier', [header, lines[0]!.replace('|810000000011|', '||')], { line: 2 }],
    ['with a line without a profession', [header, lines[0]!.replace('|10|Médecin|', '|||')], { line: 2 }],
    ['with nobody in it', [header], { line: 1, fault: 'no practice' }],
  ] as const) {
    it(`then one ${what} is refused by its line, and the former directory stays`, async () => {
      await imported(SANDBOX);
      const done = await imported(file(...content));
      expect(done).to.deep.include(fault);
      expect(await names()).to.have.length(10);
      expect((await store.directory.practices({}, ALL)).total).to.equal(10);
    });
  }

  it('then one in another encoding is refused', async () => {
    const path = join(store.folder, 'latin1.txt');
    writeFileSync(path, [header, ...lines].join('\n'), 'latin1');
    expect(await imported(path)).to.include({ fault: 'not UTF-8' });
    expect(await store.directory.importedAt()).to.equal(undefined);
  });
});
