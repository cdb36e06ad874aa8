import { formatCx } from '../model/hl7v2.ts';
import { INS_ALL } from '../model/ins.ts';
import { tsToDtm } from '../model/instant.ts';
import type { CdaId, CdaNamePart, CdaPatient } from './header.ts';

/** The identifier under which an affinity domain knows the patient: the first of an authority it takes. */
export function domainPatientId(
  patient: CdaPatient,
  authorities: readonly string[],
): Required<CdaId> | undefined {
  for (const { root, extension } of patient.ids) {
    if (extension === undefined) continue;
    if (authorities.length === 0 || authorities.includes(root)) return { root, extension };
  }
  return undefined;
}

export function cxOf(id: Required<CdaId>): string {
  return formatCx(id.extension, id.root, INS_ALL.includes(id.root) ? 'NH' : 'PI');
}

/** The local id of the patient, or the one of the domain where the document gives no other. */
export function sourcePatientId(patient: CdaPatient, known: Required<CdaId>): string {
  const local = patient.ids.find((id) => id.extension !== undefined && !INS_ALL.includes(id.root));
  return cxOf(local?.extension === undefined ? known : { root: local.root, extension: local.extension });
}

function pick(parts: readonly CdaNamePart[], ...qualifiers: (string | undefined)[]): string | undefined {
  for (const qualifier of qualifiers) {
    const found = parts.find((part) => part.qualifier === qualifier);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

const SEX: Record<string, string> = { M: 'M', F: 'F', UN: 'U' };

/** `PID-5` birth name (L) and used name (D), `PID-7`, `PID-8`, `PID-11` place of birth; what is absent is left out. */
export function sourcePatientInfo(patient: CdaPatient): string[] {
  const { families, givens } = patient;
  const birthFamily = pick(families, 'BR', undefined, 'SP', 'CL');
  const birthGiven = pick(givens, 'BR', undefined, 'CL');
  const usedFamily = pick(families, 'CL', 'SP');
  const usedGiven = pick(givens, 'CL') ?? birthGiven;
  const birth = patient.birthTime === undefined ? undefined : tsToDtm(patient.birthTime)?.slice(0, 8);
  const sex = patient.sex === undefined ? undefined : SEX[patient.sex];
  return [
    ...(birthFamily === undefined ? [] : [`PID-5|${birthFamily}^${birthGiven ?? ''}^^^^^L`]),
    ...(usedFamily === undefined ? [] : [`PID-5|${usedFamily}^${usedGiven ?? ''}^^^^^D`]),
    ...(birth === undefined ? [] : [`PID-7|${birth}`]),
    ...(sex === undefined ? [] : [`PID-8|${sex}`]),
    ...(patient.birthCounty === undefined ? [] : [`PID-11|^^^^^^BDL^^${patient.birthCounty}`]),
  ];
}
