import type { Subject } from '../model/subject.ts';

/** The machine itself, over the ports without TLS that the sandbox has on loopback. */
export const LOOPBACK: Subject = {
  kind: 'node',
  mode: 'NONE',
  id: 'loopback',
  name: 'loopback',
  roles: [],
  purpose: 'normal',
  secretConnection: false,
  evidence: { id: '', issuer: '' },
};
