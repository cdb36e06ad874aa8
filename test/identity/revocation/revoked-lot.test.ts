import { Readable } from 'node:stream';
import { expect } from 'chai';
import { readCertificate } from '../../../src/identity/certificate.ts';
import { createTrust, readAuthorities } from '../../../src/identity/certificate-path.ts';
import { verifyLotSignature } from '../../../src/identity/lot-signature.ts';
import { createKnownLists } from '../../../src/identity/revocation/known-lists.ts';
import type { RevocationMode } from '../../../src/identity/revocation/revocation.ts';
import { makeRevocationList } from '../../../src/identity/sandbox/revocation-list-maker.ts';
import { signLot } from '../../../src/identity/sign-lot.ts';
import { personsAuthority } from '../../support/card-maker.ts';
import { told } from '../../support/faults.ts';
import { sandboxPki } from '../../support/pki.ts';

const HOUR = 3_600_000;
const SET = '1.2.250.1.213.999.1';
const INVALID = "InvalidDocumentContent Le contenu transmis n'est pas valide.";

/** A lot signed an hour ago by a pharmacist whose certificates were revoked just now, if at all. */
async function lotOf({
  revoked,
  mode = 'if-known',
}: {
  revoked: boolean;
  mode?: Exclude<RevocationMode, 'off'>;
}) {
  const pki = await sandboxPki();
  const { certificate } = pki.credentials('pharmacien', 'sign');
  const documents = [{ uniqueId: `${SET}.1`, xml: false, open: () => Readable.from([Buffer.from('%PDF')]) }];
  const now = new Date();
  const signature = await signLot({
    key: pki.signingKey('pharmacien'),
    chain: certificate,
    submissionSetUniqueId: SET,
    documents,
    at: new Date(now.getTime() - HOUR),
  });
  const authorities = readAuthorities(pki.anchors);
  const revocation = createKnownLists({ authorities, mode, graceHours: 0, skewMinutes: 2 });
  const persons = personsAuthority(pki);
  const list = makeRevocationList({
    issuer: persons.name,
    key: persons.key,
    publicKey: persons.publicKey,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + HOUR),
    number: 7n,
    revoked: revoked ? [{ serial: readCertificate(certificate)!.serial, date: now, reason: 1 }] : [],
  });
  expect(await revocation.take(list, now)).to.deep.equal({ result: 'used' });
  return verifyLotSignature({
    signature: Buffer.from(signature as string),
    submissionSetUniqueId: SET,
    documents,
    at: now,
    trust: createTrust({ anchors: pki.anchors, testCertificates: true, revocation }),
  });
}

describe('given a lot that was signed before the certificate of its signer was revoked', () => {
  it('then it is refused: only the signer says when it was signed', async () => {
    expect(told(await lotOf({ revoked: true }))).to.deep.equal([`${INVALID} (X509Certificate revoked)`]);
  });

  it('then it is taken while the certificate is not revoked', async () => {
    expect(await lotOf({ revoked: false })).to.have.nested.property('signer.kind', 'person');
  });

  it('then where lists are demanded it is refused as long as one is missing', async () => {
    expect(told(await lotOf({ revoked: false, mode: 'required' }))).to.deep.equal([
      `${INVALID} (X509Certificate revocation status)`,
    ]);
  });
});
