import { expect } from 'chai';
import { makeVihf, type VihfOptions } from '../../src/identity/sandbox/vihf-maker.ts';
import { code } from '../../src/model/code.ts';
import { provideMessage, signedLot } from '../support/lot-message.ts';
import { soapRequest } from '../support/soap-message.ts';
import { CHARLOTTE, PATIENT_ID, submission } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, fault, patientId } from './bad-input-house.ts';
import { authorise, exists, find } from './dmp-messages.ts';

/** A valid INS of nobody here. */
const ANOTHER = '207058575627097';
const PROFESSION = '1.2.250.1.71.1.2.7';
const ROLE = 'urn:oasis:names:tc:xacml:2.0:subject:role';
const HOUR = 3_600_000;
const SIGNATURE = /<ds:Signature .*<\/ds:Signature>/s;

describe('given a server where an assertion may be used again by who made it', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse();
  });
  after(() => house.close());

  describe('given a doctor who declares herself authorised, and an assertion', () => {
    const vihf = (more: Partial<VihfOptions> = {}) =>
      makeVihf(house.pki, { as: 'medecin', patient: CHARLOTTE.value, ...more });
    const declare =
      (assertion: string | undefined, by = 'medecin') =>
      () =>
        house.sendSoap(authorise(assertion), by);

    const cases: readonly (readonly [
      what: string,
      assertion: () => string | undefined,
      told: string,
      code: string,
    ])[] = [
      ['is missing', () => undefined, 'AssertionMissing Le jeton SAML est absent.', 'AssertionMissing'],
      [
        'is not signed',
        () => vihf({ overrides: { unsigned: true } }),
        "AssertionUnsigned Le jeton SAML n'est pas signé.",
        'AssertionUnsigned',
      ],
      [
        'had one attribute changed after it was signed',
        () => vihf().replace(CHARLOTTE.value, ANOTHER),
        "AssertionSignature La signature du jeton SAML n'est pas valide. (DigestValue)",
        'AssertionSignature',
      ],
      [
        'comes after one that was forged',
        () => `${forged()}${vihf()}`,
        "AssertionMalformed Le jeton SAML n'est pas conforme.",
        'AssertionMalformed',
      ],
      [
        'was put into the signature that the forged one keeps',
        () => {
          const signed = vihf({ overrides: { id: '_signed' } });
          const bare = signed.replace(SIGNATURE, '');
          const wrapped = SIGNATURE.exec(signed)![0].replace(
            '</ds:Signature>',
            `<ds:Object>${bare}</ds:Object></ds:Signature>`,
          );
          return bare
            .replace('_signed', '_forged')
            .replace(CHARLOTTE.value, ANOTHER)
            .replace('</saml2:Issuer>', `</saml2:Issuer>${wrapped}`);
        },
        "AssertionMalformed Le jeton SAML n'est pas conforme. (Assertion)",
        'AssertionMalformed',
      ],
      [
        'was issued two hours ago',
        () => vihf({ at: new Date(Date.now() - 2 * HOUR) }),
        "AssertionExpired Le jeton SAML n'est pas en cours de validité. (IssueInstant)",
        'AssertionExpired',
      ],
      [
        'will be issued in an hour',
        () => vihf({ at: new Date(Date.now() + HOUR) }),
        "AssertionExpired Le jeton SAML n'est pas en cours de validité. (IssueInstant)",
        'AssertionExpired',
      ],
      [
        'has ended by its own conditions',
        () => vihf({ overrides: { conditions: { notOnOrAfter: new Date(Date.now() - 5 * 60_000) } } }),
        "AssertionExpired Le jeton SAML n'est pas en cours de validité. (Conditions)",
        'AssertionExpired',
      ],
      [
        'names no role',
        () => vihf({ overrides: { roles: [] } }),
        `AssertionRole Le rôle du professionnel est absent du jeton SAML ou n'est pas accepté. (${ROLE})`,
        'AssertionRole',
      ],
      [
        'names the profession of a doctor without a second role',
        () => vihf({ overrides: { roles: [code('10', PROFESSION, 'Médecin')] } }),
        `AssertionRole Le rôle du professionnel est absent du jeton SAML ou n'est pas accepté. (${ROLE})`,
        'AssertionRole',
      ],
      [
        'names a profession that is not on her card',
        () => vihf({ overrides: { roles: [code('60', PROFESSION, 'Infirmier')] } }),
        `AssertionRole Le rôle du professionnel est absent du jeton SAML ou n'est pas accepté. (${ROLE})`,
        'AssertionRole',
      ],
      [
        'is signed with the key for connections',
        () => vihf({ overrides: { keyPair: 'auth' } }),
        "DMPInvalidCertificate Le certificat ayant signé le jeton SAML n'est pas accepté. (X509Certificate)",
        'AssertionSigner',
      ],
      [
        'says who somebody else is',
        () => vihf({ overrides: { nameId: '810000000029' } }),
        "AssertionClaim Une information du jeton SAML est absente ou n'est pas valide. (NameID)",
        'AssertionClaim',
      ],
    ];
    const forged = () => vihf({ overrides: { unsigned: true } }).replace(CHARLOTTE.value, ANOTHER);

    for (const [what, assertion, told, reason] of cases) {
      it(`then one that ${what} is refused`, () =>
        house.refuses(declare(assertion()), fault(told, `SOAP ${reason}`)));
    }

    it('then a forged one in the body beside the real one is refused', () =>
      house.refuses(
        () => {
          const message = authorise(vihf());
          const body = message.body.replace('<action>', `${forged()}<action>`);
          return house.sendSoap({ ...message, body }, 'medecin');
        },
        fault("AssertionMalformed Le jeton SAML n'est pas conforme. (Assertion)", 'SOAP AssertionMalformed'),
      ));

    it('then hers is refused from another card', () =>
      house.refuses(
        declare(vihf(), 'infirmier'),
        fault(
          'AssertionNotBound Le jeton SAML ne correspond pas au certificat client présenté. (X509Certificate)',
          'SOAP AssertionNotBound',
        ),
      ));

    it('then hers is refused from another card also when she has used it herself', async () => {
      const used = vihf();
      expect((await declare(used)()).told).to.deep.equal([]);
      await house.refuses(
        declare(used, 'infirmier'),
        fault(
          'AssertionNotBound Le jeton SAML ne correspond pas au certificat client présenté. (X509Certificate)',
          'SOAP AssertionNotBound',
        ),
      );
    });

    it('then she may use the same one again', async () => {
      const used = vihf({ as: 'medecin-traitant' });
      await house.stores(declare(used, 'medecin-traitant'));
      expect(await declare(used, 'medecin-traitant')()).to.deep.equal({ status: 200, told: [] });
    });
  });

  describe('given an assertion for another patient than the request', () => {
    const NOT_OF_PATIENT = "AssertionPatient Le patient de la requête n'est pas celui du jeton présenté.";
    const vihf = (as: string, patient = ANOTHER) => makeVihf(house.pki, { as, patient });
    const deposit = async (assertion: string) =>
      house.sendSoap(provideMessage(await signedLot(house.pki, submission()), assertion), 'pharmacien');

    it('then a deposit is refused', () =>
      house.refuses(() => deposit(vihf('pharmacien')), fault(NOT_OF_PATIENT, 'ITI-41 AssertionPatient')));

    it('then a search is refused', () =>
      house.refuses(
        () => house.sendSoap(find(PATIENT_ID, vihf('infirmier')), 'infirmier'),
        fault(NOT_OF_PATIENT, 'ITI-18 AssertionPatient'),
      ));

    it('then the question whether a record exists is refused', () =>
      house.refuses(
        () => house.sendSoap(exists(PATIENT_ID, vihf('infirmier')), 'infirmier'),
        fault(NOT_OF_PATIENT, 'TD0.2 AssertionPatient'),
      ));

    it('then the answer is the same whether the other record exists or not', async () => {
      const ask = (patient: string) =>
        house.sendSoap(find(patient, vihf('infirmier', patientId('194061411802731'))), 'infirmier');
      expect(await ask(PATIENT_ID)).to.deep.equal(await ask(patientId(ANOTHER)));
    });

    it('then the deposit is stored with one of the right patient', () =>
      house.stores(() => deposit(vihf('pharmacien', CHARLOTTE.value))));
  });
});

describe('given a server where an assertion may be used once', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse({ CARNET_ASSERTION_ONCE: 'true' });
  });
  after(() => house.close());

  it('then its second use is refused, the deposit that it carries too', async () => {
    const once = makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
    await house.stores(() => house.sendSoap(authorise(once), 'pharmacien'));
    const lot = soapRequest(provideMessage(await signedLot(house.pki, submission()), once));
    await house.refuses(
      () => house.send(lot, 'pharmacien'),
      fault('AssertionReplayed Le jeton SAML a déjà été utilisé.', 'ITI-41 AssertionReplayed'),
    );
  });

  it('then one whose request was refused may be used for a better one', async () => {
    const vihf = makeVihf(house.pki, { as: 'medecin', patient: CHARLOTTE.value });
    const message = authorise(vihf);
    const bad = { ...message, body: message.body.replace('AJOUT', 'PEUT-ETRE') };
    await house.refuses(
      () => house.sendSoap(bad, 'medecin'),
      fault("MalformedRequest La requête n'est pas conforme. (action)", 'SOAP MalformedRequest'),
    );
    await house.stores(() => house.sendSoap(message, 'medecin'));
  });
});
