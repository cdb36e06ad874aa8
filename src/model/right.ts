/** What is asked of authorization. Each right names its row in PDT-INF-526 and PDT-INF-606 (see `profiles/dmp/rights`). */
export type Right =
  | 'record.existence'
  | 'record.authorise'
  | 'record.withdraw'
  /** To list the records that the caller is authorised for (TD0.4). */
  | 'record.list'
  /** To list who is authorised for a record (TD1.6). */
  | 'record.authorisations'
  | 'document.deposit'
  | 'document.search'
  /** To find the entryUUID of a document whose id is known, in order to replace or delete it (TD3.1b). */
  | 'document.reference'
  | 'document.read'
  /** To change what is known of a document. What may be done to which document, `UpdateRights` say. */
  | 'document.update'
  /** To remove documents or metadata for good. In no table of rights: the DMP deletes in name only. */
  | 'document.remove'
  | 'patient.read'
  /** To tell of patients and to merge them. In no table of rights: the DMP knows its patients by INS. */
  | 'patient.feed'
  | 'vaccination.read'
  | 'trace.read';
