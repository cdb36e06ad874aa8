import { type Refusal, refuse } from '../errors.ts';
import { toDtm } from '../model/instant.ts';
import type { Authorisation } from '../model/record.ts';
import type { SoapTransaction } from '../soap/soap-transaction.ts';
import type { Store } from '../store/store.ts';
import { element, text, type XmlElement } from '../xml/tree.ts';
import { type Markup, xml } from '../xml/write.ts';

const NAMESPACE = 'urn:si-dmp-habilitations';
const ENDPOINT = `${NAMESPACE}:HabilitationsEndPoint`;
const MODES = ['ACTIVE', 'INTERDITE', 'TOUTE'] as const;
/** Who assigns PS_IdNat and Struct_IdNat. */
const AUTHORITIES = { professional: '1.2.250.1.71.4.2.1', structure: '1.2.250.1.71.4.2.2' } as const;

interface AuthorisationList {
  readonly mode: (typeof MODES)[number];
}

/** One who is authorised or blocked, since when, and when it last did something in the record (ISO 8601 UTC). */
interface Listed extends Authorisation {
  readonly mode: 'ACTIVE' | 'INTERDITE';
  readonly lastAction?: string;
}

/**
 * TD1.6 (PDT-INF-526): who is authorised for the record that the VIHF names, professionals and structures, the longest
 * authorised first, and whom the patient blocks. The caller must be authorised itself (ruling 1). Who is authorised and
 * blocked is listed as blocked alone. A request without mode asks for all.
 * @returns refusals: MalformedRequest, AssertionPatient, AuthorisationMissing, AccessDenied, XDSUnknownPatientId.
 */
export function authorisedProfessionals({
  store,
}: {
  readonly store: Pick<Store, 'records' | 'choices' | 'events'>;
}): SoapTransaction<AuthorisationList, readonly Listed[]> {
  return {
    action: `${ENDPOINT}:listAuthorizationByPatient`,
    responseAction: `${ENDPOINT}:listAuthorizationByPatientResponse`,
    answers: 'simple',
    read: readAuthorisationList,
    transaction: {
      event: 'TD1.6',
      action: 'E',
      right: 'record.authorisations',
      record: () => ({ ofSubject: true }),
      run: async ({ mode }, { record }) => {
        if (record === undefined) return refuse('XDSUnknownPatientId', 'no record');
        const { key } = record.patient;
        const answer: Listed[] = [];
        for (const one of await standings(store, key)) {
          if (mode !== 'TOUTE' && one.mode !== mode) continue;
          const lastAction = await store.events.lastAccess(key, one.holder);
          answer.push({ ...one, ...(lastAction === undefined ? {} : { lastAction }) });
        }
        return { answer, documents: [] };
      },
    },
    write: (listed) => ({
      body: xml`<h:listAuthorizationByPatientResponse xmlns:h="${NAMESPACE}"><h:output>${listed.map(
        written,
      )}<h:status>DMPOk</h:status></h:output></h:listAuthorizationByPatientResponse>`,
    }),
  };
}

function readAuthorisationList(payload: XmlElement): AuthorisationList | Refusal {
  if (payload.local !== 'listAuthorizationByPatient' || payload.namespace !== NAMESPACE) {
    return refuse('MalformedRequest', `{${payload.namespace}}${payload.local}`);
  }
  const said = text(element(payload, 'mode', NAMESPACE)).trim();
  const mode = said === '' ? 'TOUTE' : MODES.find((one) => one === said);
  return mode === undefined ? refuse('MalformedRequest', 'unknown mode', { about: 'mode' }) : { mode };
}

async function standings(
  { records, choices }: Pick<Store, 'records' | 'choices'>,
  key: number,
): Promise<readonly Listed[]> {
  const blocked = await choices.blocked(key);
  const keptOut = blocked.map(({ professional }) => professional);
  const authorised = await records.authorisations(key);
  const nameOf = (holder: string) => authorised.find((one) => one.holder === holder)?.name;
  return [
    ...authorised
      .filter(({ holder }) => !keptOut.includes(holder))
      .map((one) => ({ ...one, mode: 'ACTIVE' as const })),
    ...blocked.map(({ professional, name, since }) => ({
      holder: professional,
      holderKind: 'professional' as const,
      name: name ?? nameOf(professional) ?? '',
      medecinTraitant: false,
      since,
      mode: 'INTERDITE' as const,
    })),
  ];
}

function written({ holder, holderKind, name, since, lastAction, medecinTraitant, mode }: Listed): Markup {
  const { lastName, firstName } = namesOf(name, holderKind);
  const date = (iso: string) => toDtm(new Date(iso));
  return xml`<h:listOfAuthorizationByPatient><h:nationalId>${holder}</h:nationalId><h:nationalIdType>${
    AUTHORITIES[holderKind]
  }</h:nationalIdType>${[
    firstName === undefined ? undefined : xml`<h:firstName>${firstName}</h:firstName>`,
    xml`<h:lastName>${lastName}</h:lastName>`,
    xml`<h:startOfAuthorization>${date(since)}</h:startOfAuthorization>`,
    lastAction === undefined ? undefined : xml`<h:lastActionDate>${date(lastAction)}</h:lastActionDate>`,
    xml`<h:mode>${mode}</h:mode>`,
    medecinTraitant ? xml`<h:specificRight>MEDECIN_TRAITANT</h:specificRight>` : undefined,
  ]}</h:listOfAuthorizationByPatient>`;
}

/** A name is kept as "NOM Prénom": where the case does not tell them apart, or of a structure, all of it is the last name. */
function namesOf(
  name: string,
  kind: Authorisation['holderKind'],
): { readonly lastName: string; readonly firstName?: string } {
  const parted = /^([^\p{Ll}]+) (\p{Lu}\p{Ll}.*)$/u.exec(name);
  return parted === null || kind === 'structure'
    ? { lastName: name }
    : { lastName: parted[1]!, firstName: parted[2]! };
}
