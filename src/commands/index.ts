import { audit } from './audit/audit.ts';
import { campaign } from './campaign.ts';
import { demo } from './demo.ts';
import { deposit } from './deposit.ts';
import { directory } from './directory.ts';
import { enrol } from './enrol.ts';
import { ins } from './ins.ts';
import { pki } from './pki.ts';
import { record } from './record.ts';
import { serve } from './serve.ts';
import { ticket } from './ticket.ts';
import { token } from './token.ts';
import type { Command } from './usage.ts';
import { vihf } from './vihf.ts';

/** Every command, in the order in which the usage lists them. */
export const commands: readonly Command[] = [
  serve,
  demo,
  pki,
  vihf,
  token,
  ticket,
  deposit,
  record,
  enrol,
  campaign,
  directory,
  ins,
  audit,
];
