import type { Code } from '../../model/code.ts';
import type { Holder } from '../certificate.ts';
import { demandedSecond, isKnownRole, mayBeFirst, mayBeSecond, ROLE_SYSTEM } from '../role-tables.ts';
import { fault, type VihfCheck } from './check.ts';
import { VIHF_ATTRIBUTE } from './claims.ts';

const ABOUT = 'urn:oasis:names:tc:xacml:2.0:subject:role';

const refuseRole = (detail: string) => fault('AssertionRole', ABOUT, detail);

/** One or two roles: a profession (or what stands for one), then what refines it; mandatory for médecins and pharmaciens. */
export const checkRoles: VihfCheck = ({ claims, policy: { isListed } }) => {
  const [first, second, ...more] = claims.roles;
  if (first === undefined) return refuseRole('no role');
  if (more.length > 0) return refuseRole(`${claims.roles.length} roles`);
  if (!isKnownRole(first, isListed) || !mayBeFirst(first, isListed))
    return refuseRole(`first role ${first.code} ${first.system}`);
  if (second !== undefined && (!isKnownRole(second, isListed) || !mayBeSecond(second))) {
    return refuseRole(`second role ${second.code} ${second.system}`);
  }
  const demanded = demandedSecond(first);
  return demanded === undefined || second?.system === demanded
    ? undefined
    : refuseRole(`role ${first.code} needs one of ${demanded}`);
};

/** What the card itself says cannot be declared otherwise: its profession, its savoir-faire or section. */
export const checkRolesOfCard: VihfCheck = ({ claims, signer }) => {
  const { holder } = signer;
  if (holder?.kind !== 'person') return undefined;
  const [first, second] = claims.roles;
  if (first === undefined || !agrees(first, holder)) return refuseRole(`not the profession of the card`);
  const refines =
    second?.system === ROLE_SYSTEM.savoirFaire || second?.system === ROLE_SYSTEM.pharmacistSection;
  return refines && holder.specialities.length > 0 && !holder.specialities.includes(second.code)
    ? refuseRole(`${second.code} is not on the card`)
    : undefined;
};

function agrees(first: Code, holder: Extract<Holder, { kind: 'person' }>): boolean {
  const ofCard = holder.card === 'CPF' ? ROLE_SYSTEM.student : ROLE_SYSTEM.profession;
  if (holder.profession !== undefined) return first.system === ofCard && first.code === holder.profession;
  return first.system !== ROLE_SYSTEM.profession && first.system !== ROLE_SYSTEM.student;
}

const SECTOR = /^[A-Z0-9_]+\^1\.2\.250\.1\.(71\.4\.2\.4|213\.1\.1\.4\.6)$/;

/** Secteur_Activite: `code^table`, of TRE_R02 or TRE_A00. */
export const checkSector: VihfCheck = ({ claims }) => {
  const sector = claims.value(VIHF_ATTRIBUTE.sector);
  return sector !== undefined && SECTOR.test(sector)
    ? undefined
    : fault('AssertionClaim', 'Secteur_Activite', `${sector}`);
};
