import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { fileFaults, importFaults, type SourceFile } from './architecture/house-rules.ts';
import { importsOf } from './architecture/imports.ts';

const root = new URL('../', import.meta.url);

function sources(folder: string): SourceFile[] {
  return readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const full = `${entry.parentPath}/${entry.name}`.replace(/\/+/g, '/');
      return { path: full.slice(root.pathname.length), text: readFileSync(full, 'utf8') };
    });
}

const faultsOf = (path: string, text: string) => importFaults({ path, text });

describe('given the house', () => {
  it('then no import goes up, across actors, or past the one door of a package', () => {
    const files = sources('src');
    expect(files.length).to.be.greaterThan(20);
    expect(files.flatMap(importFaults)).to.deep.equal([]);
  });

  it('then each file is short and well named', () => {
    const files = [...sources('src'), ...sources('conformance')];
    expect(files.flatMap(fileFaults)).to.deep.equal([]);
  });
});

describe('given a file that breaks the rules of the house', () => {
  it('then an import that goes up is found, in every form of import', () => {
    const up = '../authorization/decide.ts';
    for (const form of [
      `import { decide } from '${up}';`,
      `import type {\n  Decision,\n} from '${up}';`,
      `export * from '${up}';`,
      `import '${up}';`,
      `const { decide } = await import('${up}');`,
      `type Decision = import('${up}').Decision;`,
    ]) {
      expect(faultsOf('src/store/sqlite.ts', form), form).to.deep.equal([
        'src/store/sqlite.ts: store imports authorization, which is above it',
      ]);
    }
  });

  it('then an import of the composition by an actor is found', () => {
    expect(faultsOf('src/records/existence.ts', `import { createApp } from '../app.ts';`)).to.have.length(1);
  });

  it('then one actor that imports another is found', () => {
    const text = `import { documentReference } from '../mobile/document-reference.ts';`;
    expect(faultsOf('src/registry/find.ts', text)).to.deep.equal([
      'src/registry/find.ts: actor registry imports actor mobile',
    ]);
  });

  it('then express in an actor is found', () => {
    expect(faultsOf('src/registry/find.ts', `import express from 'express';`)).to.have.length(1);
  });

  it('then a database driver outside the store is found', () => {
    for (const room of ['registry', 'documents', 'audit']) {
      expect(faultsOf(`src/${room}/find.ts`, `import Database from 'better-sqlite3';`), room).to.have.length(
        1,
      );
    }
  });

  it('then an XML parser outside xml, or a second one inside, is found', () => {
    expect(faultsOf('src/soap/envelope.ts', `import { SaxesParser } from 'saxes';`)).to.have.length(1);
    expect(faultsOf('src/xml/parse.ts', `import { DOMParser } from '@xmldom/xmldom';`)).to.have.length(1);
  });

  it('then a room that the house does not have is found, from outside and from inside', () => {
    expect(faultsOf('src/toolbox/pad.ts', '')).to.have.length(1);
    expect(faultsOf('src/store/pad.ts', `import { pad } from '../toolbox/pad.ts';`)).to.have.length(1);
  });

  it('then an import that leaves src is found', () => {
    expect(faultsOf('src/store/pad.ts', `import { x } from '../../test/x.ts';`)).to.have.length(1);
  });

  it('then a file of 301 lines is found', () => {
    expect(fileFaults({ path: 'src/store/long.ts', text: 'x\n'.repeat(301) })).to.have.length(1);
  });

  it('then a name that says nothing, or that is not kebab-case, is found', () => {
    for (const path of [
      'src/utils/pad.ts',
      'src/store/store-service.ts',
      'src/store/common.ts',
      'src/store/openStore.ts',
    ]) {
      expect(fileFaults({ path, text: '' }), path).to.have.length(1);
    }
  });
});

describe('given a file that keeps the rules of the house', () => {
  it('then imports downwards, within a room, along a floor below the actors and of its own package pass', () => {
    expect(
      faultsOf('src/registry/find.ts', `import { refuse } from '../errors.ts';\nimport { x } from './x.ts';`),
    ).to.deep.equal([]);
    expect(faultsOf('src/ebrim/read.ts', `import { text } from '../xml/tree.ts';`)).to.deep.equal([]);
    expect(faultsOf('src/store/sqlite/open.ts', `import Database from 'better-sqlite3';`)).to.deep.equal([]);
    expect(faultsOf('src/xml/parse.ts', `import { SaxesParser } from 'saxes';`)).to.deep.equal([]);
    expect(faultsOf('src/soap/endpoint.ts', `import express from 'express';`)).to.deep.equal([]);
  });

  it('then prose that speaks of imports is not read as one', () => {
    expect(importsOf(`/** We import nothing from 'express' here. */\n// import x from "pg"\n`)).to.deep.equal(
      [],
    );
  });

  it('then a file of 300 lines with a plain name passes', () => {
    expect(
      fileFaults({ path: 'src/registry/iti-18-registry-stored-query.ts', text: 'x\n'.repeat(300) }),
    ).to.deep.equal([]);
  });
});
