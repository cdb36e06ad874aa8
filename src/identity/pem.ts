const CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, in order, each as base64 without line ends. */
export function pemCertificates(pem: string): string[] {
  return [...pem.matchAll(CERTIFICATE)].map((match) => match[1]!.replace(/\s/g, ''));
}
