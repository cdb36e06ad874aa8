import { PS_ID, STRUCTURE_ID, sameActor } from '../cda/actor-metadata.ts';
import { present } from '../cda/elements.ts';
import type { CdaActor, CdaId } from '../cda/header.ts';
import { dtmToIso, tsToDtm } from '../model/instant.ts';
import { codingOf, conceptOf, NUVA, SNOMED } from './fhir-systems.ts';
import type {
  CodeableConcept,
  Identifier,
  Immunization,
  Reaction,
  Reference,
} from './immunization-resource.ts';
import { diseasesOf } from './product-diseases.ts';
import type { Vaccination } from './vaccination.ts';

const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
/** The R5 element as a cross-version extension: R4 has no place for what an immunization was read out of. */
const SUPPORTING = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Immunization.supportingInformation';
const FUNCTION = 'http://terminology.hl7.org/CodeSystem/v2-0443';
const IDENTIFIER_TYPE = 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where a vaccination was read, and whose it is. */
export interface ImmunizationSource {
  /** `urn:uuid:…` of the DocumentEntry. */
  readonly entryUuid: string;
  /** The same for every version of the metadata; ids of Immunizations are made of it. */
  readonly logicalId: string;
  readonly uniqueId: string;
  /** The patient's INS. */
  readonly patient: { readonly value: string; readonly authority: string };
}

const unknown = { extension: [{ url: ABSENT, valueCode: 'unknown' }] };

/** The logical id of an Immunization: the document it stands in, and its place there. */
export function immunizationId(source: Pick<ImmunizationSource, 'logicalId'>, index: number): string {
  return `${source.logicalId.replace('urn:uuid:', '')}.${index}`;
}

/** The document and the place that an id names. Undefined when no Immunization can have it. */
export function immunizationPlace(id: string): { logicalId: string; index: number } | undefined {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(0|[1-9][0-9]{0,3})$/.exec(id);
  return match === null ? undefined : { logicalId: `urn:uuid:${match[1]}`, index: Number(match[2]) };
}

function identifierOf(id: CdaId): Identifier {
  if (id.extension !== undefined) return { system: `urn:oid:${id.root}`, value: id.extension };
  const value = UUID.test(id.root) ? `urn:uuid:${id.root.toLowerCase()}` : `urn:oid:${id.root}`;
  return { system: 'urn:ietf:rfc:3986', value };
}

function logical(type: string, ids: readonly CdaId[], kind: string, name: string): Reference | undefined {
  const id = ids.find((candidate) => candidate.extension !== undefined);
  if (id === undefined && name === '') return undefined;
  const national = id !== undefined && [PS_ID, STRUCTURE_ID].includes(id.root);
  return {
    type,
    ...(id === undefined
      ? {}
      : {
          identifier: {
            ...(national ? { type: { coding: [{ system: IDENTIFIER_TYPE, code: kind }] } } : {}),
            ...identifierOf(id),
          },
        }),
    ...(name === '' ? {} : { display: name }),
  };
}

function performersOf(actor: CdaActor | undefined): Immunization['performer'] {
  if (actor === undefined) return undefined;
  const administering = { coding: [{ system: FUNCTION, code: 'AP', display: 'Administering Provider' }] };
  const name = [actor.person?.given, actor.person?.family].filter(Boolean).join(' ');
  const { organization } = actor;
  const references = [
    logical('Practitioner', actor.ids, 'IDNPS', name),
    organization && logical('Organization', organization.ids, 'IDNST', organization.name ?? ''),
  ];
  const actors = references.filter((reference) => reference !== undefined);
  return actors.length === 0
    ? undefined
    : actors.map((reference) => ({ function: administering, actor: reference }));
}

/** Told by whoever gave it, or by somebody else; unknown when the entry has no author. */
function primarySource({ performer, author }: Vaccination): boolean | undefined {
  if (author === undefined) return undefined;
  return performer !== undefined && sameActor(performer, author);
}

function protocolOf(vaccination: Vaccination): Immunization['protocolApplied'] {
  const diseases = diseasesOf(vaccination.products);
  const { act, rank } = vaccination;
  if (diseases.length === 0 && act === undefined && rank === undefined) return undefined;
  const targets = diseases.map(
    ({ nuva, label, snomed }): CodeableConcept => ({
      coding: [
        ...(snomed === undefined ? [] : [{ system: SNOMED, ...snomed }]),
        { system: NUVA, code: nuva, display: label },
      ],
      text: label,
    }),
  );
  return [
    {
      ...present('series', act?.code),
      ...(targets.length === 0 ? {} : { targetDisease: targets }),
      ...(rank === undefined ? { _doseNumberPositiveInt: unknown } : { doseNumberPositiveInt: rank }),
    },
  ];
}

function reactionsOf(vaccination: Vaccination): {
  contained: Reaction[];
  reaction: Immunization['reaction'];
} {
  const told = vaccination.reactions.filter(({ code, text }) => code !== undefined || text !== undefined);
  return {
    contained: told.map(({ code, text }, at) => ({
      resourceType: 'Observation',
      id: `reaction-${at}`,
      status: 'final',
      code: { ...(code === undefined ? {} : conceptOf(code)), ...present('text', text) },
    })),
    reaction: told.map(({ date }, at) => ({
      ...(date === undefined ? {} : { date: dtmToIso(date) }),
      detail: { reference: `#reaction-${at}` },
    })),
  };
}

/** The units of CDA are UCUM. */
function quantityOf(dose: Vaccination['dose']): Immunization['doseQuantity'] {
  if (dose?.unit === undefined) return dose;
  return { ...dose, system: 'http://unitsofmeasure.org', code: dose.unit };
}

function vaccineCodeOf({ products, productName }: Vaccination): Immunization['vaccineCode'] {
  if (products.length === 0 && productName === undefined) return unknown;
  return {
    ...(products.length === 0 ? {} : { coding: products.map(codingOf) }),
    ...present('text', productName),
  };
}

/**
 * Writes a vaccination as a FHIR Immunization (FR Core fr-core-immunization; facts of CDA to FHIR). Person, structure and
 * patient are logical references; the disease comes from the product, which the document does not name.
 */
export function immunization(vaccination: Vaccination, source: ImmunizationSource): Immunization {
  const { contained, reaction } = reactionsOf(vaccination);
  const { author, date, dose, route, site } = vaccination;
  const recorded = author?.time === undefined ? undefined : tsToDtm(author.time);
  return {
    resourceType: 'Immunization',
    id: immunizationId(source, vaccination.index),
    meta: { source: `urn:oid:${source.uniqueId.replace('^', '#')}` },
    ...(contained.length === 0 ? {} : { contained }),
    extension: [
      {
        url: SUPPORTING,
        valueReference: { reference: `DocumentReference/${source.entryUuid.replace('urn:uuid:', '')}` },
      },
    ],
    identifier: vaccination.ids.map(identifierOf),
    status: vaccination.status,
    vaccineCode: vaccineCodeOf(vaccination),
    patient: {
      type: 'Patient',
      identifier: { system: `urn:oid:${source.patient.authority}`, value: source.patient.value },
    },
    ...(date === undefined ? { _occurrenceDateTime: unknown } : { occurrenceDateTime: dtmToIso(date) }),
    ...(recorded === undefined ? {} : { recorded: dtmToIso(recorded) }),
    ...present('primarySource', primarySource(vaccination)),
    ...(vaccination.manufacturer === undefined
      ? {}
      : { manufacturer: { display: vaccination.manufacturer } }),
    ...present('lotNumber', vaccination.lot),
    ...present('site', site && conceptOf(site)),
    ...present('route', route && conceptOf(route)),
    ...present('doseQuantity', quantityOf(dose)),
    ...present('performer', performersOf(vaccination.performer)),
    ...present('note', vaccination.comment === undefined ? undefined : [{ text: vaccination.comment }]),
    ...(reaction?.length ? { reaction } : {}),
    ...present('protocolApplied', protocolOf(vaccination)),
  };
}
