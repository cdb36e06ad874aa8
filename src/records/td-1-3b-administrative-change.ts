import { isRefusal, type Refusal, refuse } from '../errors.ts';
import { V3 } from '../hl7v3/instance-identifier.ts';
import { foldName } from '../model/folded-name.ts';
import type { Patient } from '../model/record.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { DomainRules } from '../terminology/affinity-domain.ts';
import { attribute, element, elements, text, type XmlElement } from '../xml/tree.ts';
import { GENDERS } from './demographics-answer.ts';
import {
  isRevisionFor,
  malformedRevision,
  REVISION,
  type Revised,
  type RevisionRequest,
  readRevision,
  writeRevised,
  writeRevisionRefusal,
} from './record-revision.ts';

interface AdministrativeChange extends RevisionRequest {
  /** The name in use that the record gets. */
  readonly usualFamily: string;
  readonly told: ToldTraits;
}

/** Traits of identity that a message repeats. */
interface ToldTraits {
  readonly family?: string;
  readonly givens: readonly string[];
  /** `YYYYMMDD`. */
  readonly birthDate?: string;
  readonly gender?: string;
}

/** What else a person of this message may hold: nothing that would be acknowledged and forgotten. */
const KNOWN = ['name', 'administrativeGenderCode', 'birthTime'];

/**
 * TD1.3b (design 5.9; in no table of rights): the médecin traitant changes the administrative data of a record, in normal mode.
 * That is the name in use alone. The traits of identity come from the INSi teleservice (RNIV): those that the message repeats
 * must be those of the record. Where a patient is reached is the patient's own to say, so a message that tells of it is
 * refused rather than heard by half.
 * @returns refusals: MalformedRequest, IdentityTraitsFixed, AssertionPatient, AccessDenied, XDSUnknownPatientId.
 */
export function administrativeChange({
  rules,
}: {
  rules: Pick<DomainRules, 'deviceOid'>;
}): SoapTransaction<AdministrativeChange, Revised> {
  return {
    ...REVISION,
    serves: (payload) => isRevisionFor(payload, 'MODIF_DATA'),
    read: readChange,
    transaction: {
      event: 'TD1.3b',
      action: 'U',
      right: 'record.administer',
      record: ({ patientId }) => ({ patientId }),
      run: async (request, { record, call }) => {
        if (record === undefined) return refuse('XDSUnknownPatientId', 'no record');
        if (!agrees(request.told, record.patient)) return refuse('IdentityTraitsFixed', 'other traits');
        const { usualFamily } = request;
        return {
          answer: { request, status: 'active', at: call.at },
          documents: [],
          writes: [{ kind: 'change-usual-name', patientKey: record.patient.key, usualFamily }],
          onConflict: async ({ conflict }) => refuse('XDSUnknownPatientId', conflict),
        };
      },
    },
    write: (revised) => ({ body: writeRevised(revised, rules.deviceOid) }),
    writeRefusal: (refusal, request) => ({
      body: writeRevisionRefusal(request!, refusal, rules.deviceOid),
    }),
  };
}

function readChange(payload: XmlElement): AdministrativeChange | Refusal {
  const revision = readRevision(payload, 'MODIF_DATA');
  if (isRefusal(revision)) return revision;
  const person = element(revision.patient, 'patientPerson', V3);
  if (person === undefined) return malformedRevision('patientPerson');
  const unknown = elements(person).find(({ local }) => !KNOWN.includes(local));
  if (unknown !== undefined) return malformedRevision(unknown.local);
  const names = elements(person, 'name', V3);
  const families = names.flatMap((name) => elements(name, 'family', V3));
  const qualified = (qualifier: string) =>
    families.filter((one) => attribute(one, 'qualifier') === qualifier).map((one) => text(one).trim());
  const [usualFamily = '', ...others] = qualified('SP');
  if (others.length > 0 || !/^\p{L}[\p{L}\p{M} '’-]{0,99}$/u.test(usualFamily))
    return malformedRevision('family');
  const [family] = qualified('BR');
  const givens = names.flatMap((name) => elements(name, 'given', V3)).map((one) => text(one).trim());
  const birthDate = attribute(element(person, 'birthTime', V3), 'value');
  const gender = attribute(element(person, 'administrativeGenderCode', V3), 'code');
  const told = {
    givens,
    ...(family === undefined ? {} : { family }),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(gender === undefined ? {} : { gender }),
  };
  return { ...revision, usualFamily, told };
}

function agrees(told: ToldTraits, { family, givens, birthDate, sex }: Patient): boolean {
  const known = givens.map(foldName);
  return (
    (told.family === undefined || foldName(told.family) === foldName(family)) &&
    told.givens.every((given) => known.includes(foldName(given))) &&
    (told.birthDate === undefined || told.birthDate === birthDate.replaceAll('-', '')) &&
    (told.gender === undefined || told.gender === GENDERS[sex])
  );
}
