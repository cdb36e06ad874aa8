import type { Scenario } from '../scenario.ts';
import { authorisation, lists, professionals } from './authorisation.ts';
import { brisDeGlace } from './bris-de-glace.ts';
import { deposit, depositByStaff } from './deposits.ts';
import { blocking, closed, oppositions, regulation } from './emergencies.ts';
import { assertions, existence } from './existence.ts';
import { administrativeData, search } from './patients.ts';
import { reading, searching } from './reading.ts';
import { administrativeChange, closing } from './revisions.ts';
import { announcing, archiving, deleting, masking } from './updates.ts';

/** Every scenario of the DMP, in the order of its transactions. */
export const SCENARIOS: readonly Scenario[] = [
  assertions,
  existence,
  authorisation,
  lists,
  search,
  administrativeData,
  administrativeChange,
  closing,
  professionals,
  deposit,
  depositByStaff,
  searching,
  reading,
  masking,
  announcing,
  deleting,
  archiving,
  regulation,
  brisDeGlace,
  oppositions,
  blocking,
  closed,
];
