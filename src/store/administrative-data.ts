/** What may change of the administrative data of an open record, else `record-missing`. */
export interface AdministrativeDataCommand {
  readonly kind: 'change-usual-name';
  readonly patientKey: number;
  /** The name in use from then on. */
  readonly usualFamily: string;
}
