/**
 * The address of a parent who stands for a child is kept apart from the child's own, with the parent's name, and so is what was
 * recorded for a child at activation: neither counts once the child is of age. Whatever health insurance told last takes the
 * place of what was copied when the record was created.
 */
export const contactsOfRepresentatives = `
ALTER TABLE patient_contact ADD COLUMN representative TEXT;

UPDATE patient_contact SET source = 'activation-of-minor'
WHERE source = 'activation' AND EXISTS (
  SELECT 1 FROM patient_account AS a JOIN patient AS p USING (patient_key)
  WHERE a.patient_key = patient_contact.patient_key
    AND substr(a.created_at, 1, 10) < (CAST(substr(p.birth_date, 1, 4) AS INTEGER) + 18) || substr(p.birth_date, 5)
);

INSERT OR REPLACE INTO patient_contact (patient_key, source, email, mobile, email_verified, postal)
SELECT i.patient_key, 'assurance-maladie', e.contact ->> '$.email', e.contact ->> '$.mobile', 1, e.contact ->> '$.postal'
FROM enrolment AS e
  JOIN patient_identifier AS i ON i.value = e.ins AND i.authority = e.authority AND i.subsumed = 0
  JOIN record AS r ON r.patient_key = i.patient_key;

INSERT OR REPLACE INTO patient_contact (patient_key, source, email, mobile, email_verified, postal, representative)
SELECT i.patient_key, 'representative', e.representatives ->> '$[0].email', e.representatives ->> '$[0].mobile', 1,
  e.representatives ->> '$[0].postal',
  json_object('family', e.representatives ->> '$[0].family', 'given', e.representatives ->> '$[0].given')
FROM enrolment AS e
  JOIN patient_identifier AS i ON i.value = e.ins AND i.authority = e.authority AND i.subsumed = 0
  JOIN record AS r ON r.patient_key = i.patient_key
WHERE e.representatives ->> '$[0].role' = 'parent';
`;
