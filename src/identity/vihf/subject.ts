import { code } from '../../model/code.ts';
import type { Subject } from '../../model/subject.ts';
import type { Holder } from '../certificate.ts';
import { isVihfMode, type VihfCase } from './check.ts';
import { isPurpose, SECRET_CONNECTION } from './check-claims.ts';
import { VIHF_ATTRIBUTE } from './claims.ts';

type Actor = Pick<Subject, 'kind' | 'id' | 'name'> & {
  readonly structure: NonNullable<Subject['structure']>;
};

function fullName(holder: Extract<Holder, { kind: 'person' }>): string | undefined {
  return holder.family === undefined ? undefined : [holder.family, holder.given ?? ''].join(' ').trim();
}

/**
 * Who acts: the holder of the card (a CPE acts as staff), the structure itself (INDIRECTE), or the professional whom the
 * structure authenticated (INDIRECTE_RENFORCEE).
 */
function actorOf({ claims, signer }: VihfCase): Actor {
  const said = claims.value(VIHF_ATTRIBUTE.subjectId);
  const structureId = claims.value(VIHF_ATTRIBUTE.structure)!;
  const { holder } = signer;
  if (holder?.kind === 'person') {
    const professional = holder.card === 'CPS' || holder.card === 'CPF';
    return {
      kind: professional ? 'professional' : 'staff',
      id: holder.id,
      name: fullName(holder) ?? said ?? holder.id,
      structure: { id: structureId },
    };
  }
  const structure = { id: holder!.id, name: holder!.name };
  return claims.value(VIHF_ATTRIBUTE.mode) === 'INDIRECTE'
    ? { kind: 'structure', ...structure, structure }
    : { kind: 'professional', id: claims.nameId, name: said!, structure };
}

/** The Subject of a VIHF that every check has passed. */
export function subjectOfVihf(vihf: VihfCase): Subject {
  const { claims } = vihf;
  const mode = claims.value(VIHF_ATTRIBUTE.mode);
  const purpose = claims.purposes[0]?.code;
  const [sector = '', sectorSystem = ''] = claims.value(VIHF_ATTRIBUTE.sector)!.split('^');
  const reason = claims.value(VIHF_ATTRIBUTE.reason);
  const patientId = claims.value(VIHF_ATTRIBUTE.patient);
  const softwareId = claims.value(VIHF_ATTRIBUTE.softwareId);
  if (!isVihfMode(mode) || !isPurpose(purpose)) throw new Error('a VIHF that was not checked');
  return {
    ...actorOf(vihf),
    mode,
    sector: code(sector, sectorSystem),
    roles: claims.roles,
    purpose,
    ...(reason === undefined ? {} : { reason }),
    ...(patientId === undefined ? {} : { patientId }),
    secretConnection: claims.value(VIHF_ATTRIBUTE.confidentiality)?.split('^')[0] === SECRET_CONNECTION,
    software: {
      ...(softwareId === undefined ? {} : { id: softwareId }),
      name: claims.value(VIHF_ATTRIBUTE.softwareName)!,
      version: claims.value(VIHF_ATTRIBUTE.softwareVersion)!,
    },
    evidence: { id: claims.id, issuer: vihf.signer.subjectText },
  };
}
