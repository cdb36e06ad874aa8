import { createHash } from 'node:crypto';
import { type Code, code } from '../model/code.ts';
import type { DirectoryPractice, DirectoryStructure } from '../model/directory.ts';
import { CONTACT_COLUMNS, practiceContact } from './practice-contact.ts';

/**
 * Columns of the public extraction `PS_LibreAcces_Personne_activite` of the Annuaire santé (ANS; header as of 2026), of which
 * these are read. An extraction that lacks one of them is another file.
 */
const COLUMNS = {
  ...CONTACT_COLUMNS,
  id: 'Identification nationale PP',
  family: "Nom d'exercice",
  given: "Prénom d'exercice",
  profession: 'Code profession',
  professionName: 'Libellé profession',
  skillType: 'Code type savoir-faire',
  skill: 'Code savoir-faire',
  skillName: 'Libellé savoir-faire',
  siret: 'Numéro SIRET site',
  finess: 'Numéro FINESS site',
  structure: 'Identifiant technique de la structure',
  structureName: 'Raison sociale site',
  signboard: 'Enseigne commerciale site',
  nationalId: 'Ancien identifiant de la structure',
  sector: "Code secteur d'activité",
  sectorName: "Libellé secteur d'activité",
  section: 'Code section tableau pharmaciens',
  sectionName: 'Libellé section tableau pharmaciens',
  role: 'Code rôle',
  roleName: 'Libellé rôle',
  activity: 'Code genre activité',
  activityName: 'Libellé genre activité',
} as const;

type Column = keyof typeof COLUMNS;

/** OIDs of the tables that the codes are of (facts: rights and identity 1.2). */
const G15 = '1.2.250.1.71.1.2.7';
const R01 = '1.2.250.1.71.4.2.5';
const R02 = '1.2.250.1.71.4.2.4';
const R06 = '1.2.250.1.71.4.2.6';
const R22 = '1.2.250.1.213.1.6.1.19';
const R85 = '1.2.250.1.213.1.6.1.107';

/** Reads the lines of one extraction, by the places that its header gives to the columns. */
export interface LineReader {
  /** @returns why a line cannot be read, as text for the operator. */
  read(line: string): DirectoryPractice | string;
}

/** @returns why the header is not that of an extraction, as text for the operator. */
export function lineReader(header: string): LineReader | string {
  const names = header.replace(/^\uFEFF/, '').split('|');
  const places = new Map<Column, number>();
  for (const [column, name] of Object.entries(COLUMNS) as [Column, string][]) {
    const place = names.indexOf(name);
    if (place < 0) return `no column "${name}"`;
    places.set(column, place);
  }
  return {
    read(line) {
      const values = line.split('|');
      if (values.length !== names.length) return `${values.length} values for ${names.length} columns`;
      const value = (column: Column): string => (values[places.get(column) as number] ?? '').trim();
      return practiceOf(value);
    },
  };
}

function practiceOf(value: (column: Column) => string): DirectoryPractice | string {
  const id = value('id');
  if (!/^[0-9][0-9A-Za-z]{1,30}$/.test(id)) return 'no national identifier of a professional';
  if (value('profession') === '') return 'no profession';
  const coded = (column: Column, name: Column, system: string): readonly Code[] =>
    value(column) === '' ? [] : [code(value(column), system, value(name) || value(column))];
  const structure = structureOf(value);
  const [sector] = coded('sector', 'sectorName', R02);
  const structureName = value('structureName') || value('signboard');
  const contact = practiceContact(value, { sector: sector?.code, structureName });
  const qualifications = [
    ...coded('skill', 'skillName', R01),
    ...coded('section', 'sectionName', R06),
    ...coded('role', 'roleName', R85),
    ...coded('activity', 'activityName', R22),
  ];
  const named = [
    id,
    value('profession'),
    ...qualifications.map((one) => one.code),
    sector?.code,
    structure?.id,
  ];
  return {
    id: createHash('sha256').update(named.join('|')).digest('hex').slice(0, 32),
    professional: { id, family: value('family'), given: value('given') },
    profession: code(value('profession'), G15, value('professionName') || value('profession')),
    qualifications,
    ...(sector === undefined ? {} : { sector }),
    ...(structure === undefined ? {} : { structure }),
    ...(contact === undefined ? {} : { contact }),
  };
}

function structureOf(value: (column: Column) => string): DirectoryStructure | undefined {
  const id = value('structure');
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(id)) return undefined;
  const optional = <K extends keyof DirectoryStructure>(key: K, text: string) =>
    text === '' ? {} : { [key]: text };
  return {
    id,
    ...optional('nationalId', value('nationalId')),
    ...optional('finess', value('finess')),
    ...optional('siret', value('siret')),
    name: value('structureName') || value('signboard') || id,
    ...optional('postalCode', value('postalCode')),
    ...optional('city', value('city')),
  };
}
