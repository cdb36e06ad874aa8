import type { Affiliate } from '../../model/enrolment.ts';
import type { Store, WriteCommand } from '../../store/store.ts';
import { type ChangeContext, insChanged } from '../change-ins.ts';

/**
 * The unit that imports an insured person. Where it brings a record under another INS, or makes a former INS lead to it, that
 * leaves a trace in the patient's journal.
 */
export async function importUnit(
  { records }: Pick<Store, 'records'>,
  affiliate: Affiliate,
  context: ChangeContext,
): Promise<readonly WriteCommand[]> {
  const imported: WriteCommand = { kind: 'import-affiliate', affiliate };
  const { ins, authority, former = [] } = affiliate;
  if (former.length === 0) return [imported];
  const present = { value: ins, authority };
  for (const { value, authority } of [present, ...former]) {
    const record = await records.byIdentifier(value, authority);
    if (record === undefined) continue;
    const known = (one: typeof present) =>
      record.identifiers.find((id) => id.value === one.value && id.authority === one.authority);
    const unchanged = known(present)?.current === true && former.every((one) => known(one) !== undefined);
    return unchanged ? [imported] : [imported, insChanged(record.patient.key, context)];
  }
  return [imported];
}
