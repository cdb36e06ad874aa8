/** Where facts for the operator go. Never health data, names or an INS. */
export type Log = (level: 'info' | 'warn' | 'error', message: string, facts: Record<string, unknown>) => void;
