import { parseCx } from '../../model/hl7v2.ts';
import type { PurposeOfUse } from '../../model/subject.ts';
import { fault, type VihfCheck } from './check.ts';
import { VIHF_ATTRIBUTE } from './claims.ts';

/** TRE_R248, of JDV_J38. */
const PURPOSE_SYSTEM = '1.2.250.1.213.1.1.4.248';
const PURPOSES: readonly string[] = ['normal', 'bris_de_glace', 'centre_15'] satisfies PurposeOfUse[];

export function isPurpose(value: string | undefined): value is PurposeOfUse {
  return value !== undefined && PURPOSES.includes(value);
}

/** One purpose of use; bris de glace says why. */
export const checkPurpose: VihfCheck = ({ claims }) => {
  const [purpose, ...more] = claims.purposes;
  const known = purpose?.system === PURPOSE_SYSTEM && isPurpose(purpose.code) && more.length === 0;
  if (!known) {
    return fault('AssertionClaim', VIHF_ATTRIBUTE.purpose, `purpose ${purpose?.code} ${purpose?.system}`);
  }
  return purpose.code === 'bris_de_glace' && claims.value(VIHF_ATTRIBUTE.reason) === undefined
    ? fault('AssertionClaim', 'Mode_Acces_Raison', 'bris de glace without a reason')
    : undefined;
};

/** The resource is the platform, which in the DMP is `urn:dmp`. */
export const checkResource: VihfCheck = ({ claims, policy }) => {
  const urn = claims.value(VIHF_ATTRIBUTE.resourceUrn);
  return policy.resource === 'any' || urn === policy.resource
    ? undefined
    : fault('AssertionClaim', 'Ressource_URN', `${urn}`);
};

/** resource-id, where present: a CX of an authority that this server takes. Production takes no test INS. */
export const checkPatient: VihfCheck = ({ claims, policy }) => {
  const raw = claims.value(VIHF_ATTRIBUTE.patient);
  if (raw === undefined) return undefined;
  const { value, authority } = parseCx(raw);
  return value !== '' && policy.acceptsAuthority(authority)
    ? undefined
    : fault('AssertionClaim', VIHF_ATTRIBUTE.patient, `resource-id of authority ${authority}`);
};

/** The only restriction that a VIHF may carry: a minor's secret connection (JDV_J64). */
export const SECRET_CONNECTION = 'INVISIBLE_REPRESENTANTS_LEGAUX';

export const checkConfidentiality: VihfCheck = ({ claims }) => {
  const value = claims.value(VIHF_ATTRIBUTE.confidentiality);
  return value === undefined || value.split('^')[0] === SECRET_CONNECTION
    ? undefined
    : fault('AssertionClaim', VIHF_ATTRIBUTE.confidentiality, value);
};

/** The software says who it is; in indirect modes the user is named too, since no card names him. */
export const checkNames: VihfCheck = ({ claims, signer }) => {
  for (const [attribute, name] of [
    [VIHF_ATTRIBUTE.softwareName, 'LPS_Nom'],
    [VIHF_ATTRIBUTE.softwareVersion, 'LPS_Version'],
    [VIHF_ATTRIBUTE.softwareApproval, 'LPS_ID_HOMOLOGATION_DMP'],
  ] as const) {
    if (claims.value(attribute) === undefined) return fault('AssertionClaim', name, 'absent');
  }
  return signer.holder?.kind === 'structure' && claims.value(VIHF_ATTRIBUTE.subjectId) === undefined
    ? fault('AssertionClaim', VIHF_ATTRIBUTE.subjectId, 'absent')
    : undefined;
};
