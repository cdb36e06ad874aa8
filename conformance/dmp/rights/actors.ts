import type { SandboxClient } from '../../../src/client/sandbox-client.ts';
import type { SandboxPki } from '../../../src/identity/sandbox/pki.ts';
import type { Vihf, World } from '../worlds/world.ts';
import type { Column, TableName } from './tables.ts';

/** Somebody of the sandbox who acts as a column of a table has it. */
export interface Actor {
  readonly slug: string;
  /** Acts in the mode of the column. */
  readonly client: SandboxClient;
  /** Who it is, and its structure. */
  readonly id: string;
  readonly structure: string;
  /** Whether it is the structure that acts, or staff for it. */
  readonly forStructure: boolean;
  /** Where it works while it acts: in INDIRECTE_RENFORCEE in the structure through which it comes. */
  readonly pki: SandboxPki;
  readonly mode: 'n' | 'r' | 'b';
}

const PEOPLE: Readonly<Record<string, string>> = {
  nonMedecin: 'infirmier',
  medecin: 'medecin',
  medecinDuTravail: 'medecin-travail',
  medecinTraitant: 'medecin-traitant',
  nonPs: 'secretaire',
  structure: 'esat',
};
/** The structure through which professionals come in INDIRECTE_RENFORCEE. */
const THROUGH = 'hopital';

/**
 * What the server of these cells has to be started with: masking and bris de glace as the tables have them, and those who act in
 * regulation on the list.
 */
export const SETTINGS = {
  CARNET_MASK: '526',
  CARNET_BRIS_DE_GLACE: 'reason',
  CARNET_REGULATION_STRUCTURES: '1140000019,1140000027,810000000011,481000000004501,810000000045',
};

const PURPOSES: Readonly<Record<Actor['mode'], Vihf>> = {
  n: {},
  r: { purpose: 'centre_15' },
  b: { purpose: 'bris_de_glace', reason: 'Patient inconscient' },
};

/** A card or a certificate for table 526, INDIRECTE_RENFORCEE for table 606. */
export function actorOf(world: World, table: TableName, column: Column): Actor {
  const [who = '', mode = ''] = column.split('.');
  const slug = PEOPLE[who]!;
  const vihf = PURPOSES[mode as Actor['mode']];
  const identity = world.pki.identity(slug);
  return {
    slug,
    client: table === '606' ? world.through(THROUGH, slug, vihf) : world.by(slug, vihf),
    id: identity.id,
    structure: identity.structure.id,
    forStructure: who === 'nonPs' || who === 'structure',
    pki: table === '606' ? workingAt(world.pki, THROUGH) : world.pki,
    mode: mode as Actor['mode'],
  };
}

/** The same identities, all of whom work in one structure. */
function workingAt(pki: SandboxPki, slug: string): SandboxPki {
  const { structure } = pki.identity(slug);
  return { ...pki, identity: (key) => ({ ...pki.identity(key), structure }) };
}
