import type { Config } from '../config.ts';
import type { SandboxPki } from '../identity/sandbox/pki.ts';
import { type Cx, formatCx, parseCx } from '../model/hl7v2.ts';
import {
  hasValidKey,
  INS_ALL,
  INS_NIR_TEST,
  INS_PRODUCTION,
  isMatricule,
  matriculeKey,
} from '../model/ins.ts';
import { UsageError } from './usage.ts';

/**
 * The patient whom the sandbox makes something for.
 * @param text the name of a patient of the sandbox, a matricule (under the test authority), or a whole CX.
 * @throws UsageError for an INS that no server takes: of another shape, or with a wrong key, which `CARNET_TEST_INS_ANY_KEY` lets a
 * test INS have.
 */
export function patientOption(
  text: string,
  { patients }: Pick<SandboxPki, 'patients'>,
  { testInsAnyKey }: Pick<Config, 'testInsAnyKey'>,
): Cx {
  const named = patients.find(({ slug, ins }) => slug === text || ins === text);
  if (named !== undefined) return parseCx(formatCx(named.ins, named.authority, 'NH'));
  const cx = parseCx(text.includes('^') ? text : formatCx(text, INS_NIR_TEST, 'NH'));
  const { value, authority } = cx;
  if (value === '' || authority === '')
    throw new UsageError(`${text} is no patient identifier: VALUE^^^&AUTHORITY&ISO^NH, or an INS alone`);
  if (!INS_ALL.includes(authority)) return cx;
  if (!isMatricule(value)) throw new UsageError(`${value} is no INS: 13 characters and a key of 2`);
  const tolerated = testInsAnyKey && !INS_PRODUCTION.includes(authority);
  if (!tolerated && !hasValidKey(value))
    throw new UsageError(
      `the key of INS ${value} is wrong (${matriculeKey(value)} would be right); CARNET_TEST_INS_ANY_KEY=true lets a test INS have any`,
    );
  return cx;
}
