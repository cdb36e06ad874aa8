import { systemUri } from '../fhir/code-systems.ts';
import { present } from '../fhir/present.ts';
import type { CodeableConcept, ContactPoint, HumanName, Reference, Resource } from '../fhir/resources.ts';
import type { Author } from '../model/document-entry.ts';
import { parseXcn, parseXon, type Xcn, type Xon } from '../model/hl7v2.ts';
import { INS_ALL } from '../model/ins.ts';
import { isOid } from '../model/oid.ts';
import type { Contained } from './contained.ts';
import { identifier } from './identifiers.ts';

type Made = Resource & Record<string, unknown>;

/** Who a person of XDS is in FHIR: XCN.10 `U` a device; an INS, or XCN.13 `NH`, a patient; else a practitioner. */
function kindOf(person: Xcn): 'Device' | 'Patient' | 'Practitioner' {
  if (person.nameType === 'U') return 'Device';
  return person.idType === 'NH' || INS_ALL.includes(person.authority) ? 'Patient' : 'Practitioner';
}

function personResource(person: Xcn, owner?: Reference): Made {
  const kind = kindOf(person);
  const own = identifier(person.id, person.authority, person.idType);
  const ids = own === undefined ? [] : [own];
  if (kind === 'Device') {
    const name = [person.family, person.given].filter((part) => part !== '').join(' ');
    const deviceName = name === '' ? [] : [{ name, type: 'user-friendly-name' }];
    return present<Made>({ resourceType: kind, identifier: ids, deviceName, owner });
  }
  const name = present<HumanName>({
    family: person.family,
    given: person.given === '' ? [] : [person.given],
  });
  return present<Made>({
    resourceType: kind,
    identifier: ids,
    name: Object.keys(name).length === 0 ? [] : [name],
  });
}

function organization(structure: Xon): Made {
  const own = identifier(structure.id, structure.authority, structure.idType);
  return present<Made>({
    resourceType: 'Organization',
    identifier: own === undefined ? [] : [own],
    name: structure.name,
  });
}

/** authorSpecialty in the French form `code^label^OID`; any other is a text. */
export function specialty(raw: string): CodeableConcept {
  const [code = '', display = '', scheme = ''] = raw.split('^');
  if (code === '' || !isOid(scheme)) return { text: raw };
  return { coding: [present({ system: systemUri(scheme), code, display })] };
}

/** XTN: an address of the internet, or a telephone number. */
function telecommunication(raw: string): ContactPoint {
  const [number = '', , equipment, address = '', country = '', area = '', local = ''] = raw.split('^');
  if (equipment === 'Internet' && address !== '') return { system: 'email', value: address };
  const composed = [country, area, local].filter((part) => part !== '').join(' ');
  return { system: 'phone', value: number || raw.split('^')[11] || composed || raw };
}

/**
 * The FHIR authors of one XDS author (MHD 4.2.3: contained). A person with an institution, a role, a speciality or a
 * telecommunication is a PractitionerRole for each institution; one without is a Practitioner, Patient or Device.
 */
export function authorReferences(author: Author, holder: Contained): Reference[] {
  const person = author.person === undefined ? undefined : parseXcn(author.person);
  const organizations = author.institutions.map((raw) => holder.hold(organization(parseXon(raw))));
  if (person !== undefined && kindOf(person) !== 'Practitioner') {
    return [holder.hold(personResource(person, organizations[0]))];
  }
  const practitioner = person === undefined ? undefined : holder.hold(personResource(person));
  const bare = author.roles.length + author.specialties.length + author.telecommunications.length === 0;
  if (bare && practitioner === undefined) return organizations;
  if (bare && organizations.length === 0) return practitioner === undefined ? [] : [practitioner];
  const places: (Reference | undefined)[] = organizations.length === 0 ? [undefined] : organizations;
  return places.map((place) =>
    holder.hold(
      present<Made>({
        resourceType: 'PractitionerRole',
        practitioner,
        organization: place,
        code: author.roles.map((text) => ({ text })),
        specialty: author.specialties.map(specialty),
        telecom: author.telecommunications.map(telecommunication),
      }),
    ),
  );
}

/** legalAuthenticator. FHIR knows no device or patient there: those are named by their identifier alone. */
export function authenticatorReference(raw: string, holder: Contained): Reference {
  const person = parseXcn(raw);
  if (kindOf(person) === 'Practitioner') return holder.hold(personResource(person));
  return present<Reference>({
    identifier: identifier(person.id, person.authority, person.idType),
    display: [person.given, person.family].filter((part) => part !== '').join(' '),
  });
}

/** The structure that answers for the document: the first author's, as a logical reference. Undefined when none is named. */
export function custodianReference(authors: readonly Author[]): Reference | undefined {
  const raw = authors.flatMap((author) => author.institutions)[0];
  if (raw === undefined) return undefined;
  const structure = parseXon(raw);
  return present<Reference>({
    type: 'Organization',
    identifier: identifier(structure.id, structure.authority, structure.idType),
    display: structure.name,
  });
}
