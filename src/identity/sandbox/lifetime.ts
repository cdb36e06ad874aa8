import type { Certificate } from '../certificate.ts';

export const DAY = 24 * 3600_000;
export const YEAR = 365 * DAY;
export const SOON = 30 * DAY;

/** Whether a certificate is valid now and does not end within 30 days. */
export function lasts(certificate: Certificate): boolean {
  const now = Date.now();
  return certificate.notBefore.getTime() <= now && certificate.notAfter.getTime() > now + SOON;
}
