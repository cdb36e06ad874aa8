import type { Credentials } from '../../src/identity/sandbox/pki.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { makeCard, personsAuthority } from '../support/card-maker.ts';
import { provideMessage, signedLot } from '../support/lot-message.ts';
import { authority, make } from '../support/made-certificates.ts';
import { CHARLOTTE, submission, withSet } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, fault } from './bad-input-house.ts';
import { authorise } from './dmp-messages.ts';

const DAY = 24 * 3_600_000;
const ago = (days: number) => new Date(Date.now() - days * DAY);

describe('given a server that looks at certificates', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse();
  });
  after(() => house.close());

  describe('given a doctor who declares herself authorised, and a certificate that is not hers or not fit', () => {
    const vihf = () => makeVihf(house.pki, { as: 'medecin', patient: CHARLOTTE.value });
    const declare = (by: string | Credentials | undefined) => () => house.sendSoap(authorise(vihf()), by);
    const card = (wanted: Omit<Parameters<typeof makeCard>[1], 'slug' | 'use' | 'issuer'>) =>
      makeCard(house.pki, { slug: 'medecin', use: 'auth', issuer: personsAuthority(house.pki), ...wanted });

    it('then no certificate is refused', () =>
      house.refuses(
        declare(undefined),
        fault('DMPInvalidCertificate Un certificat client est nécessaire.', 'TLS CertificateMissing'),
      ));

    it('then a card by an authority that only has the name of the right one is refused', () => {
      const real = personsAuthority(house.pki);
      const impostor = make({ name: real.name, extensions: authority(0) });
      const issuer = {
        name: real.name,
        key: impostor.key,
        publicKey: impostor.certificate.x509.publicKey,
        chain: impostor.pem,
      };
      return house.refuses(
        declare(makeCard(house.pki, { slug: 'medecin', use: 'auth', issuer })),
        fault(
          "DMPInvalidCertificate Le certificat client n'a pas été émis par une autorité reconnue.",
          'TLS CertificateUnknown',
        ),
      );
    });

    it('then a certificate that she signed herself is refused', () => {
      const { subject } = house.pki.identity('medecin');
      const own = make({ name: subject });
      const key = own.key.export({ type: 'pkcs8', format: 'pem' }) as string;
      return house.refuses(
        declare({ certificate: own.pem, key }),
        fault(
          "DMPInvalidCertificate Le certificat client n'a pas été émis par une autorité reconnue.",
          'TLS CertificateUnknown',
        ),
      );
    });

    for (const [what, validity] of [
      ['that has expired', { notBefore: ago(10), notAfter: ago(1) }],
      ['whose time has not come', { notBefore: ago(-1), notAfter: ago(-10) }],
    ] as const) {
      it(`then a card ${what} is refused`, () =>
        house.refuses(
          declare(card(validity)),
          fault(
            "DMPInvalidCertificate Le certificat client n'est pas en cours de validité.",
            'TLS CertificateExpired',
          ),
        ));
    }

    it('then her signature certificate is refused on a connection', () =>
      house.refuses(
        declare(house.pki.credentials('medecin', 'sign')),
        fault(
          "DMPInvalidCertificate Le certificat client n'est pas un certificat d'authentification.",
          'TLS CertificateUsage',
        ),
      ));

    it('then a card with a critical extension that nobody knows is refused', () =>
      house.refuses(
        declare(
          card({
            extensions: (usual) => [...usual, { ...usual[0]!, oid: '1.2.250.1.999.9', critical: true }],
          }),
        ),
        fault(
          "DMPInvalidCertificate Le certificat client n'a pas été émis par une autorité reconnue.",
          'TLS CertificateUnknown',
        ),
      ));

    it('then another valid card of hers is taken: the refusals above have no other cause', () =>
      house.stores(declare(card({}))));
  });

  describe('given a lot that the ESAT deposits with its own assertion', () => {
    const institutions = ['ESAT LES POMMIERS^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^1140000019'];
    const authors = [{ institutions, roles: [], specialties: [], telecommunications: [] }];
    const deposit = (by: string) => async () => {
      const lot = await signedLot(house.pki, withSet(submission(), { authors }), 'esat');
      const vihf = makeVihf(house.pki, { as: 'esat', patient: CHARLOTTE.value });
      return house.sendSoap(provideMessage(lot, vihf), by);
    };

    for (const by of ['hopital', 'pharmacien']) {
      it(`then over the connection of ${by} it is refused`, () =>
        house.refuses(
          deposit(by),
          fault(
            'AssertionNotBound Le jeton SAML ne correspond pas au certificat client présenté. (X509Certificate)',
            'SOAP AssertionNotBound',
          ),
        ));
    }

    it('then over its own connection it is stored', () => house.stores(deposit('esat')));
  });
});
