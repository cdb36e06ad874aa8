/** The assigning authorities of the INS matricule (CI-SIS; DMP official samples; ANS demonstration). */
export const INS_NIR = '1.2.250.1.213.1.4.8';
export const INS_NIA = '1.2.250.1.213.1.4.9';
export const INS_NIR_TEST = '1.2.250.1.213.1.4.10';
export const INS_NIR_DEMO = '1.2.250.1.213.1.4.11';

export const INS_PRODUCTION: readonly string[] = [INS_NIR, INS_NIA];
export const INS_ALL: readonly string[] = [INS_NIR, INS_NIA, INS_NIR_TEST, INS_NIR_DEMO];

const MATRICULE = /^[12][0-9]{2}(0[1-9]|1[0-2]|[2-9][0-9])([0-9]{2}|2A|2B)[0-9]{6}[0-9]{2}$/;

/** The shape of a matricule: 13 characters and a key of 2. Temporary numbers (7, 8) and migrants' (5, 6) are no INS. */
export function isMatricule(value: string): boolean {
  return MATRICULE.test(value);
}

/** The key of the first 13 characters: 97 minus the remainder by 97, Corsica counted as 19 and 18. */
export function matriculeKey(value: string): string {
  const digits = value.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return String(97 - Number(BigInt(digits) % 97n)).padStart(2, '0');
}

export function hasValidKey(value: string): boolean {
  return isMatricule(value) && matriculeKey(value) === value.slice(13);
}
