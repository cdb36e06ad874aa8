import type { Subject } from '../model/subject.ts';

/** Whoever calls an interaction that hears usagers and shows nothing: neither certificate nor token says who it is. */
export const usager: Subject = {
  kind: 'usager',
  mode: 'NONE',
  id: '',
  name: 'Usager',
  roles: [],
  purpose: 'normal',
  secretConnection: false,
  evidence: { id: '', issuer: '' },
};
