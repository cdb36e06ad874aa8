import { readFileSync } from 'node:fs';
import type { Code } from '../model/code.ts';
import { productCode } from './product-codes.ts';
import { ATC, CIP, CIS } from './vaccination.ts';

/** A disease that a vaccine is meant against (NUVA), with its SNOMED CT code where one is known. */
export interface Disease {
  /** NUVA code, `DIS…`. */
  readonly nuva: string;
  readonly label: string;
  readonly snomed?: { readonly code: string; readonly display: string };
}

function rows(name: string): string[][] {
  const file = new URL(`../../profiles/vaccination/${name}.tsv`, import.meta.url);
  const lines = readFileSync(file, 'utf8').split('\n');
  const data = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return data.slice(1).map((line) => line.split('\t'));
}

interface Tables {
  readonly diseases: ReadonlyMap<string, Disease>;
  readonly byCis: ReadonlyMap<string, readonly string[]>;
  readonly byCip: ReadonlyMap<string, readonly string[]>;
  readonly byAtc: ReadonlyMap<string, readonly string[]>;
}

let tables: Tables | undefined;

function load(): Tables {
  const diseases = new Map<string, Disease>();
  for (const [nuva = '', label = '', snomed = '', display = ''] of rows('diseases')) {
    diseases.set(nuva, { nuva, label, ...(snomed === '' ? {} : { snomed: { code: snomed, display } }) });
  }
  const byCis = new Map<string, readonly string[]>();
  const byCip = new Map<string, readonly string[]>();
  for (const [cis = '', , list = '', cips = ''] of rows('products')) {
    const targets = list.split(',');
    byCis.set(cis, targets);
    for (const cip of cips.split(',')) if (cip !== '') byCip.set(cip, targets);
  }
  const byAtc = new Map(rows('atc').map(([atc = '', list = '']) => [atc, list.split(',')] as const));
  return { diseases, byCis, byCip, byAtc };
}

/**
 * The diseases that a product is meant against: by its CIS, else its presentation, else its ATC class, else the group of
 * the class, which names only what all its vaccines share. Vaccination notes do not name the disease.
 * @returns none for a product that no table knows.
 */
export function diseasesOf(products: readonly Code[]): Disease[] {
  tables ??= load();
  const { diseases, byCis, byCip, byAtc } = tables;
  const atc = productCode(products, ATC) ?? '';
  const found =
    byCis.get(productCode(products, CIS) ?? '') ??
    byCip.get(productCode(products, CIP) ?? '') ??
    byAtc.get(atc) ??
    byAtc.get(atc.slice(0, 5)) ??
    [];
  return found.flatMap((nuva) => diseases.get(nuva) ?? []);
}
