/** The records that one holder is authorised for are found from the holder (TD0.4), those of a patient by the primary key. */
export const authorisationHolders = `
CREATE INDEX authorisation_holder ON authorisation (holder, holder_kind, patient_key);
`;
