import { type DistinguishedName, NAME } from '../distinguished-name.ts';
import type { SandboxPeople, SandboxProfessional, SandboxStaff, SandboxStructure } from './people.ts';

const G15 = '1.2.250.1.71.1.2.7';

/** The files of one key pair of an identity. */
export interface CredentialFiles {
  /** Leaf, issuing authority, root. */
  readonly certificate: string;
  readonly key: string;
  readonly pkcs12: string;
}

export interface SandboxPlace {
  /** Struct_IdNat. */
  readonly id: string;
  readonly name: string;
  readonly sector: { readonly code: string; readonly display: string };
}

/** Somebody or something of the sandbox that owns two key pairs. */
export type SandboxIdentity = {
  readonly slug: string;
  /** PS_IdNat of a card, Struct_IdNat of a structure. */
  readonly id: string;
  readonly name: string;
  readonly structure: SandboxPlace;
  readonly subject: DistinguishedName;
  readonly files: { readonly auth: CredentialFiles; readonly sign: CredentialFiles };
} & (
  | { readonly kind: 'professional'; readonly person: SandboxProfessional }
  | { readonly kind: 'staff'; readonly person: SandboxStaff }
  | { readonly kind: 'structure'; readonly data: SandboxStructure }
);

function filesOf(directory: string, slug: string): SandboxIdentity['files'] {
  const of = (use: 'auth' | 'sign'): CredentialFiles => ({
    certificate: `${directory}/${slug}.${use}.crt.pem`,
    key: `${directory}/${slug}.${use}.key.pem`,
    pkcs12: `${directory}/${slug}.${use}.p12`,
  });
  return { auth: of('auth'), sign: of('sign') };
}

function cardName(
  title: string | undefined,
  organization: string | undefined,
  person: SandboxStaff | SandboxProfessional,
): DistinguishedName {
  return [
    [{ oid: NAME.country, value: 'FR' }],
    ...(organization === undefined ? [] : [[{ oid: NAME.organization, value: organization }]]),
    ...(title === undefined ? [] : [[{ oid: NAME.title, value: title }]]),
    [
      { oid: NAME.commonName, value: person.id },
      { oid: NAME.surname, value: person.family },
      { oid: NAME.givenName, value: person.given },
    ],
  ];
}

function structureName(data: SandboxStructure): DistinguishedName {
  return [
    [{ oid: NAME.country, value: 'FR' }],
    [{ oid: NAME.state, value: data.department }],
    [{ oid: NAME.organization, value: data.name }],
    [{ oid: NAME.organizationalUnit, value: data.id }],
    [{ oid: NAME.commonName, value: data.commonName }],
  ];
}

/** Every identity of the sandbox, with the names that its certificates carry and where its files are. */
export function identitiesOf(people: SandboxPeople, directory: string): SandboxIdentity[] {
  const structures = new Map(people.structures.map((data) => [data.slug, data]));
  const placeOf = (slug: string): SandboxPlace => {
    const data = structures.get(slug);
    if (data === undefined) throw new Error(`fixtures/people.json: no structure ${slug}`);
    return { id: data.id, name: data.name, sector: data.sector };
  };
  const professionals = people.professionals.map((person): SandboxIdentity => {
    const structure =
      person.cabinet ?? (person.structure === undefined ? undefined : placeOf(person.structure));
    if (structure === undefined) throw new Error(`fixtures/people.json: ${person.slug} works nowhere`);
    return {
      kind: 'professional',
      slug: person.slug,
      id: person.id,
      name: `${person.family} ${person.given}`,
      structure,
      subject: cardName(person.professionDisplay, undefined, person),
      files: filesOf(directory, person.slug),
      person,
    };
  });
  const staff = people.staff.map((person): SandboxIdentity => {
    const structure = placeOf(person.structure);
    return {
      kind: 'staff',
      slug: person.slug,
      id: person.id,
      name: `${person.family} ${person.given}`,
      structure,
      subject: cardName(undefined, structure.name, person),
      files: filesOf(directory, person.slug),
      person,
    };
  });
  const organizations = people.structures.map(
    (data): SandboxIdentity => ({
      kind: 'structure',
      slug: data.slug,
      id: data.id,
      name: data.name,
      structure: placeOf(data.slug),
      subject: structureName(data),
      files: filesOf(directory, data.slug),
      data,
    }),
  );
  return [...professionals, ...staff, ...organizations];
}

/** TRE_G15 unless the fixture names another table of professions. */
export function professionSystem(person: SandboxProfessional): string {
  return person.professionSystem ?? G15;
}

/** Whether the card carries the profession: only those of TRE_G15 do. */
export function hasProfessionOnCard(person: SandboxProfessional): boolean {
  return professionSystem(person) === G15;
}
