import { PlanError } from '../plan-error.ts';

/** Data that a test expects in the registry without naming where it comes from. */
const EXPECTED_DATA: Readonly<Record<string, readonly string[]>> = { '12364': ['12361'] };

/** The tests that load data: whose patient they load it for, and the symbols that their files leave open. */
export const LOADED_FOR: Readonly<
  Record<string, { readonly patient?: string; readonly symbols?: Readonly<Record<string, string>> }>
> = {
  '12346': { patient: '15818' },
  '12374': { patient: '15817b' },
  '12361': { symbols: { $patient_id1$: '15819', $patient_id2$: '15820' } },
};

/** The test whose patient all others share. */
export const DEFAULT_PATIENT = '15817';

function needed(id: string, dependsOn: readonly string[]): string[] {
  const { patient, symbols = {} } = LOADED_FOR[id] ?? {};
  return [
    ...dependsOn,
    ...(EXPECTED_DATA[id] ?? []),
    ...(patient === undefined ? [] : [patient]),
    ...Object.values(symbols),
  ];
}

/**
 * The order in which tests can run: each after those that it takes values or data from, else as given.
 * @param wanted ids of the tests that were asked for.
 * @param dependsOn the tests that a test names.
 * @returns the wanted tests and all that they need.
 * @throws PlanError when tests need one another in a circle.
 */
export function runningOrder(
  wanted: readonly string[],
  dependsOn: (id: string) => readonly string[],
): string[] {
  const order: string[] = [];
  const open: string[] = [];
  const visit = (id: string): void => {
    if (order.includes(id)) return;
    if (open.includes(id)) throw new PlanError(`tests in a circle: ${[...open, id].join(', ')}`);
    open.push(id);
    for (const other of needed(id, dependsOn(id))) visit(other);
    open.pop();
    order.push(id);
  };
  if (wanted.length > 0) visit(DEFAULT_PATIENT);
  for (const id of wanted) visit(id);
  return order;
}
