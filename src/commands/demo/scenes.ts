import { charlotteDecides } from './scenes/charlotte-decides.ts';
import { charlotteIsTold } from './scenes/charlotte-is-told.ts';
import { charlotteReads } from './scenes/charlotte-reads.ts';
import { doctorReads } from './scenes/doctor-reads.ts';
import { esatAsks } from './scenes/esat-asks.ts';
import { esatDeposits } from './scenes/esat-deposits.ts';
import { glassIsBroken } from './scenes/glass-is-broken.ts';
import { noteIsMasked } from './scenes/note-is-masked.ts';
import { nurseReads } from './scenes/nurse-reads.ts';
import { othersAreHeldOff } from './scenes/others-are-held-off.ts';
import { pharmacistDeposits } from './scenes/pharmacist-deposits.ts';
import { samuReads } from './scenes/samu-reads.ts';
import type { Stage } from './stage.ts';

export interface Scene {
  readonly title: string;
  readonly play: (stage: Stage) => Promise<void>;
}

/** Charlotte's journey, in its order; each scene stands on what the ones before have done. */
export const scenes: readonly Scene[] = [
  { title: '1. The ESAT asks whether Charlotte has a record', play: esatAsks },
  { title: '2. A pharmacist deposits a vaccination note', play: pharmacistDeposits },
  { title: '3. A nurse declares herself authorised, finds the note and reads it', play: nurseReads },
  { title: '4. A doctor of the hospital does the same by FHIR', play: doctorReads },
  { title: '5. Others are let in or held off by the habilitation matrix', play: othersAreHeldOff },
  { title: '6. The ESAT deposits its own certificate, and can read nothing', play: esatDeposits },
  { title: '7. The pharmacist masks the note for a while', play: noteIsMasked },
  {
    title: '8. Charlotte masks everything and blocks the nurse, and takes both back',
    play: charlotteDecides,
  },
  { title: '9. A midwife breaks the glass, and ends where Charlotte opposes it', play: glassIsBroken },
  { title: '10. The SAMU reads in an emergency, and not where Charlotte opposes it', play: samuReads },
  { title: '11. Charlotte reads her documents, her vaccination, and who else did', play: charlotteReads },
  { title: '12. Charlotte has been mailed that something happened, and not what', play: charlotteIsTold },
];
