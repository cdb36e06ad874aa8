/** What is asked of authorization. Each right names its row in PDT-INF-526 and PDT-INF-606 (see `profiles/dmp/rights`). */
export type Right =
  | 'record.existence'
  | 'record.authorise'
  | 'record.withdraw'
  | 'document.deposit'
  | 'document.search'
  | 'document.read'
  | 'patient.read'
  | 'vaccination.read'
  | 'trace.read';
