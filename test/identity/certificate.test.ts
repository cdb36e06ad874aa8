import { expect } from 'chai';
import fc from 'fast-check';
import { readCertificate } from '../../src/identity/certificate.ts';
import { isForAuthentication, isForSignature } from '../../src/identity/usage.ts';
import { sandboxPki } from '../support/pki.ts';
import { sharedText } from '../support/shared-data.ts';

describe('given a certificate', () => {
  it('of an official card then its holder, usage and validity are read', function () {
    const card = readCertificate(sharedText(this, 'identity/cps/msg-00923ef0.cert.pem'))!;
    expect(card.holder).to.deep.equal({
      kind: 'person',
      card: 'CPS',
      id: '899900063480',
      family: 'LIBRE',
      given: 'MAX',
      profession: '10',
      specialities: ['SM26'],
    });
    expect([isForSignature(card), isForAuthentication(card), card.test]).to.deep.equal([true, false, true]);
    expect([card.notBefore.toISOString(), card.notAfter.toISOString()]).to.deep.equal([
      '2018-05-15T11:51:19.000Z',
      '2021-05-15T11:51:19.000Z',
    ]);
    expect(card.subjectText).to.equal('CN=899900063480+SN=LIBRE+GN=MAX,title=Médecin,C=FR');
  });

  it('of an official structure then its holder and usage are read', function () {
    const auth = readCertificate(sharedText(this, 'identity/cps/VIHF_INDIRECTE_RENFORCEE_signe.cert.pem'))!;
    const sign = readCertificate(sharedText(this, 'identity/cps/VIHF_INDIRECTE_signe.cert.pem'))!;
    expect(auth.holder).to.deep.equal({
      kind: 'structure',
      id: '10B0127189',
      name: 'CENTRE DE SANTE RPPS12718',
    });
    expect([isForSignature(auth), isForAuthentication(auth)]).to.deep.equal([false, true]);
    expect([isForSignature(sign), isForAuthentication(sign)]).to.deep.equal([true, false]);
  });

  it('that is cut or changed anywhere then reading it never throws', async () => {
    const pki = await sandboxPki();
    const { raw } = readCertificate(pki.credentials('medecin', 'sign').certificate)!.x509;
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
        const bytes = Buffer.from(raw);
        bytes[at] = bytes[at]! ^ flip;
        const read = readCertificate(cut ? raw.subarray(0, at) : bytes);
        if (cut) expect(read).to.equal(undefined);
      }),
    );
  });

  it('that is no certificate then it is none', () => {
    for (const source of ['', 'x', Buffer.alloc(0), Buffer.from('3003020101', 'hex')]) {
      expect(readCertificate(source)).to.equal(undefined);
    }
  });
});
