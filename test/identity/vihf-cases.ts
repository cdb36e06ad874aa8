import { expect } from 'chai';
import { isRefusal } from '../../src/errors.ts';
import type { VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import type { Subject } from '../../src/model/subject.ts';
import { told } from '../support/faults.ts';
import { type IdentityHouse, identityHouse, NOW } from '../support/identity-house.ts';

export const ROLE = 'urn:oasis:names:tc:xacml:2.0:subject:role';
export const G15 = '1.2.250.1.71.1.2.7';
export const R01 = '1.2.250.1.71.4.2.5';
export const R22 = '1.2.250.1.213.1.6.1.19';
export const R85 = '1.2.250.1.213.1.6.1.107';

/** What a caller reads, without what it is about. */
export const SENTENCES = {
  expired: "AssertionExpired Le jeton SAML n'est pas en cours de validité.",
  notBound: 'AssertionNotBound Le jeton SAML ne correspond pas au certificat client présenté.',
  signer: "AssertionSigner Le certificat ayant signé le jeton SAML n'est pas accepté.",
  claim: "AssertionClaim Une information du jeton SAML est absente ou n'est pas valide.",
  role: `AssertionRole Le rôle du professionnel est absent du jeton SAML ou n'est pas accepté. (${ROLE})`,
} as const;

/** So many minutes after the instant of the tests. */
export function minutes(count: number): Date {
  return new Date(NOW.getTime() + count * 60_000);
}

/** A VIHF of the doctor that says something else. */
export function medecin(overrides: NonNullable<VihfOptions['overrides']>): VihfOptions {
  return { as: 'medecin', overrides };
}

/** A VIHF of the doctor with another value of one attribute, or without it. */
export function attribute(name: string, value: string | undefined): VihfOptions {
  return medecin({ attributes: { [name]: value } });
}

/** A VIHF with one thing at fault, and what is told of it. */
export interface VihfFault {
  readonly fault: string;
  readonly options: VihfOptions;
  readonly presentedBy?: string;
  readonly at?: Date;
  readonly told: string;
}

/** One test for each fault. */
export function itRefusesEach(cases: readonly VihfFault[]): void {
  let house: IdentityHouse;
  before(async () => {
    house = await identityHouse();
  });
  for (const { fault, options, presentedBy, at, told: expected } of cases) {
    it(`then ${fault} is refused in words that a caller may read`, async () => {
      expect(told(await house.make(options, presentedBy, at))).to.deep.equal([expected]);
    });
  }
}

/** The subject of a VIHF that is taken. */
export async function accepted(
  house: IdentityHouse,
  options: VihfOptions,
  presentedBy?: string,
  at?: Date,
): Promise<Subject> {
  const subject = await house.make(options, presentedBy, at);
  if (isRefusal(subject)) throw new Error(told(subject).join(' '));
  return subject;
}
