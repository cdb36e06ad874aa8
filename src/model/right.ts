/** What is asked of authorization. Each right names its row in PDT-INF-526 and PDT-INF-606 (see `profiles/dmp/rights`). */
export type Right =
  | 'record.existence'
  | 'record.authorise'
  | 'record.withdraw'
  /** To list the records that the caller is authorised for (TD0.4). */
  | 'record.list'
  /** To find patients by their traits, without an INS (TD0.5). */
  | 'patient.search'
  /** To change the administrative data of a record (TD1.3b) or to close it for the patient (TD1.4). */
  | 'record.administer'
  /** To list who is authorised for a record (TD1.6). */
  | 'record.authorisations'
  /** To change what the patient decides for the whole record: emergency access, masking of everything, médecins traitants. */
  | 'record.choices'
  /** To keep a professional out of a record, or to let in again. */
  | 'record.block'
  /** To read what the patient decides, and whom it keeps out. */
  | 'record.read-choices'
  /** To open a timed access by bris de glace (ruling 8). */
  | 'record.open-access'
  /**
   * To enter the web access of professionals in the context of one record: with the own card (TD0.9, of PDT-INF-526 alone), or
   * vouched for by a structure or by Pro Santé Connect (TD0.10, of PDT-INF-606 alone). Decided for whoever builds that web
   * access; no transaction asks for it yet. It opens the door only: what a page shows or changes asks the right that is for
   * it, and with that the authorisation of the record.
   */
  | 'web.direct'
  | 'web.vouched'
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
  /** To show a provisional code and decide with it, or to ask for one. In no table of rights: an usager alone has it. */
  | 'enrolment.decide'
  /** To close the own record, open it again, have its documents deleted. Of the patient alone. */
  | 'record.dispose'
  /** To decide for those whose principal representative the patient is. Of the patient alone. */
  | 'enrolment.dependants'
  /** To look professionals and structures up in the Annuaire santé. Of whoever is recognised. */
  | 'directory.read'
  /** To read the journal of a record. */
  | 'trace.read'
  /** To read what one did oneself, on whatever record, and as médecin traitant which emergencies there were. */
  | 'trace.own';
