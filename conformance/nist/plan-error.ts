/** A test plan that cannot be carried out as it stands, or not yet: its message is for the one who reads the report. */
export class PlanError extends Error {}
