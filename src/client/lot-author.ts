import { authorOf, PS_ID, STRUCTURE_ID, xcnOf, xonOf } from '../cda/actor-metadata.ts';
import type { CdaActor, CdaHeader } from '../cda/header.ts';
import type { SandboxIdentity } from '../identity/sandbox/identities.ts';
import { code } from '../model/code.ts';
import type { Author } from '../model/document-entry.ts';

/** TRE_A02, professions with their savoir-faire, and TRE_A00, producers that are no professionals. */
const PROFESSIONS = '1.2.250.1.213.1.1.4.5';
const PRODUCERS = '1.2.250.1.213.1.1.4.6';

export interface LotAuthor {
  readonly author: Author;
  /** XCN of who answers for the lot. */
  readonly legalAuthenticator: string;
}

/** The person identifiers that a structure gives begin with a digit of their own: 3 for FINESS 1, 4 for SIREN 2, and so on. */
function softwareId(structureId: string): string {
  return `${Number(structureId.slice(0, 1)) + 2}${structureId.slice(1)}/LPS`;
}

function specialtyOf(identity: SandboxIdentity): CdaActor['code'] {
  if (identity.kind === 'staff') return code('SECRETARIAT_MEDICAL', PRODUCERS, 'Secrétariat médical');
  if (identity.kind === 'structure') return undefined;
  const { person } = identity;
  if (person.professionSystem !== undefined) {
    return code(person.profession, person.professionSystem, person.professionDisplay);
  }
  const finer = person.speciality ?? person.section;
  const name =
    person.sectionDisplay ??
    (person.specialityDisplay === undefined
      ? person.professionDisplay
      : `${person.professionDisplay} - ${person.specialityDisplay}`);
  return code(`G15_${person.profession}${finer === undefined ? '' : `/${finer}`}`, PROFESSIONS, name);
}

/** The software of a structure signs for it: the one that wrote the document when it is the structure's, else one of no name. */
function softwareOf(identity: SandboxIdentity, header: CdaHeader | undefined): CdaActor {
  const own = header?.authors.find(
    (author) =>
      author.device !== undefined &&
      author.organization?.ids.some(({ extension }) => extension === identity.id) === true,
  );
  const software = identity.kind === 'structure' ? identity.data.commonName : identity.name;
  return (
    own ?? { ids: [{ root: PS_ID, extension: softwareId(identity.id) }], device: { model: '', software } }
  );
}

/**
 * Who is the author of a lot (DMP 2.3): the professional with its structure and specialty, the holder of a CPE with the
 * structure to which the deposit is imputed, or the structure with its software.
 */
export function lotAuthor(identity: SandboxIdentity, header?: CdaHeader): LotAuthor {
  const organization = {
    ids: [{ root: STRUCTURE_ID, extension: identity.structure.id }],
    name: identity.structure.name,
  };
  const specialty = specialtyOf(identity);
  const actor: CdaActor =
    identity.kind === 'structure'
      ? softwareOf(identity, header)
      : {
          ids: [{ root: PS_ID, extension: identity.id }],
          person: { family: identity.person.family, given: identity.person.given },
          ...(specialty === undefined ? {} : { code: specialty }),
        };
  const institution = xonOf(organization);
  const author = { ...authorOf(actor), institutions: institution === undefined ? [] : [institution] };
  return { author, legalAuthenticator: xcnOf(actor) ?? '' };
}
