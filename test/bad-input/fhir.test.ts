import { expect } from 'chai';
import {
  makePatientToken,
  makeProfessionalToken,
  type PatientTokenOptions,
  type ProfessionalTokenOptions,
} from '../../src/identity/sandbox/token-maker.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { makeCard, personsAuthority } from '../support/card-maker.ts';
import { CHARLOTTE } from '../support/submission-builder.ts';
import { type BadInputHouse, badInputHouse, type Caller, outcome, type Refused } from './bad-input-house.ts';
import { authorise } from './dmp-messages.ts';

const OTHER = '207058575627097';
const NOT_ACTIVATED = '194061411802731';
const CLOSED = '285107512000364';
const ABSENT = '185107512000317';
const HOUR = 3_600_000;
const INVALID = "login TokenInvalid Le jeton d'accès n'est pas valide.";
const EXPIRED = "expired TokenExpired Le jeton d'accès n'est pas en cours de validité.";
const NOT_BOUND = "login TokenNotBound Le jeton d'accès ne correspond pas au certificat client présenté.";

const identifier = (ins: string) => `urn:oid:${CHARLOTTE.authority}|${ins}`;
const search = (ins = CHARLOTTE.value) =>
  `DocumentReference?patient.identifier=${encodeURIComponent(identifier(ins))}`;

describe('given readers over FHIR', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse();
    await house.record(OTHER);
    await house.record(NOT_ACTIVATED, { activated: false });
    const vihf = makeVihf(house.pki, { as: 'medecin', patient: CHARLOTTE.value });
    await house.stores(() => house.sendSoap(authorise(vihf), 'medecin'));
  });
  after(() => house.close());

  interface Asked {
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly by?: Caller;
  }
  const ask = async (token: string | undefined, asked: Asked = {}) => {
    const { path = search(), method = 'GET', headers = {}, body = '' } = asked;
    const by = 'by' in asked ? asked.by : 'hopital';
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return house.send({ method, path: `/fhir/${path}`, headers: { ...authorization, ...headers }, body }, by);
  };
  const refused = (token: string | undefined, expected: Refused, asked?: Asked) =>
    house.refuses(() => ask(token, asked), expected);
  const doctor = (more: Partial<ProfessionalTokenOptions> = {}) =>
    makeProfessionalToken(house.pki, { as: 'medecin', client: 'hopital', ...more });
  const patient = (more: Partial<PatientTokenOptions> = {}) =>
    makePatientToken(house.pki, { ins: CHARLOTTE.value, ...more });

  it('then a doctor and a patient with good tokens are answered: what is refused below has another cause', async () => {
    expect(await ask(await doctor())).to.deep.equal({ status: 200, told: [] });
    expect(await ask(await patient(), { by: undefined })).to.deep.equal({ status: 200, told: [] });
  });

  describe('given a token that is missing or not good', () => {
    const altered = async () => {
      const [header, claims, signature] = (await doctor()).split('.') as [string, string, string];
      const other = Buffer.from(claims, 'base64url').toString().replaceAll('810000000011', '810000000029');
      return [header, Buffer.from(other).toString('base64url'), signature].join('.');
    };
    const unsigned = async () => {
      const [, claims] = (await doctor()).split('.') as [string, string, string];
      const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
      return `${header}.${claims}.`;
    };
    const cases: readonly (readonly [
      what: string,
      token: () => Promise<string | undefined>,
      told: string,
      asked?: Asked,
    ])[] = [
      ['no token', async () => undefined, "login TokenMissing Un jeton d'accès est nécessaire."],
      ['a token that is none', async () => 'nimporte.quoi.ici', INVALID],
      ['a token that was altered', altered, INVALID],
      ["a token of nobody's signature", unsigned, INVALID],
      ['a token that has expired', () => doctor({ at: new Date(Date.now() - 2 * HOUR) }), EXPIRED],
      ['a token from the future', () => doctor({ at: new Date(Date.now() + HOUR) }), EXPIRED],
      ['a token that lives too long', () => doctor({ seconds: 7200 }), INVALID],
      ['a token without its certificate', () => doctor(), NOT_BOUND, { by: undefined }],
      ['a token over the connection of another structure', () => doctor(), NOT_BOUND, { by: 'esat' }],
      ["a token over the doctor's own card", () => doctor(), NOT_BOUND, { by: 'medecin' }],
    ];
    for (const [what, token, told, asked] of cases) {
      it(`then ${what} is refused`, async () =>
        refused(await token(), outcome(401, told, `FHIR ${told.split(' ')[1]}`), asked));
    }

    it('then a signature certificate on the connection is refused', async () =>
      refused(
        await doctor(),
        outcome(
          401,
          "login CertificateUsage Le certificat client n'est pas un certificat d'authentification.",
          'FHIR CertificateUsage',
        ),
        { by: house.pki.credentials('hopital', 'sign') },
      ));

    it('then an expired certificate on the connection is refused', async () => {
      const notAfter = new Date(Date.now() - HOUR);
      const notBefore = new Date(Date.now() - 2 * HOUR);
      const issuer = personsAuthority(house.pki);
      await refused(
        await doctor(),
        outcome(
          401,
          "expired CertificateExpired Le certificat client n'est pas en cours de validité.",
          'FHIR CertificateExpired',
        ),
        { by: makeCard(house.pki, { slug: 'medecin', use: 'auth', issuer, notBefore, notAfter }) },
      );
    });
  });

  describe('given a patient who asks for what is not hers', () => {
    const FOREIGN = outcome(
      403,
      "forbidden AssertionPatient Le patient de la requête n'est pas celui du jeton présenté.",
      'ITI-67 AssertionPatient',
    );
    for (const [what, ins] of [
      ['another patient', OTHER],
      ['a patient without a record', ABSENT],
    ] as const) {
      it(`then the documents of ${what} are refused, in the same words`, async () =>
        refused(await patient(), FOREIGN, { by: undefined, path: search(ins) }));
    }

    it('then her own documents are refused while her record is not activated', async () =>
      refused(
        await patient({ ins: NOT_ACTIVATED }),
        outcome(
          403,
          "forbidden AccessDenied L'accès demandé n'est pas autorisé.",
          'ITI-67 record-not-activated',
        ),
        { by: undefined, path: search(NOT_ACTIVATED) },
      ));

    it('then a patient without a record is told so', async () =>
      refused(
        await patient({ ins: ABSENT }),
        outcome(
          400,
          "not-found XDSUnknownPatientId Le DMP de ce patient n'existe pas ou est fermé.",
          'ITI-67 record-absent',
        ),
        { by: undefined, path: search(ABSENT) },
      ));

    it('then a logical id that may be of another patient is not found', async () => {
      const NOT_FOUND = "not-found NotFound La ressource demandée n'existe pas.";
      for (const id of ['p2', 'p999']) {
        await refused(await patient(), outcome(404, NOT_FOUND, 'ITI-78 NotFound'), {
          by: undefined,
          path: `Patient/${id}`,
        });
      }
    });
  });

  describe('given a doctor whose request is at fault', () => {
    const STRICT = { prefer: 'handling=strict' };
    const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
    const cases: readonly (readonly [what: string, asked: Asked, status: number, told: string])[] = [
      [
        'an unknown parameter, to be handled strictly',
        { path: `${search()}&humeur=bonne`, headers: STRICT },
        400,
        "not-supported SearchParameterUnknown Un paramètre de recherche n'est pas connu. (humeur)",
      ],
      [
        'no patient',
        { path: 'DocumentReference?status=current' },
        400,
        'required SearchParameterMissing Un paramètre de recherche obligatoire est absent. (patient.identifier)',
      ],
      [
        'a patient without an authority',
        { path: `DocumentReference?patient.identifier=${CHARLOTTE.value}` },
        400,
        "invalid SearchParameter Un paramètre de recherche n'est pas valide. (patient.identifier)",
      ],
      [
        'a month that does not exist',
        { path: `${search()}&date=2021-13-45` },
        400,
        "invalid SearchParameter Un paramètre de recherche n'est pas valide. (date)",
      ],
      [
        'an escape that is not UTF-8',
        { path: `${search()}&status=%ff` },
        400,
        "invalid SearchParameter Un paramètre de recherche n'est pas valide.",
      ],
      [
        'an unknown type of resource',
        { path: 'Rien' },
        404,
        "not-found NotFound La ressource demandée n'existe pas.",
      ],
      [
        'a POST on an address to read',
        { path: 'DocumentReference/1', method: 'POST', body: '{}' },
        405,
        "not-supported MethodNotAllowed Cette méthode n'est pas acceptée à cette adresse.",
      ],
      [
        'a form of another media type',
        {
          path: 'DocumentReference/_search',
          method: 'POST',
          headers: { 'content-type': 'text/plain' },
          body: 'x=y',
        },
        415,
        "not-supported UnsupportedMediaType Le type de contenu de la requête n'est pas pris en charge.",
      ],
      [
        'a form over the limit',
        { path: 'DocumentReference/_search', method: 'POST', headers: FORM, body: `x=${'y'.repeat(70_000)}` },
        413,
        'too-long BodyTooLarge Le message dépasse la taille maximale acceptée.',
      ],
      [
        'an answer that is not spoken here',
        { headers: { accept: 'application/fhir+xml' } },
        406,
        "not-supported NotAcceptable Aucune des représentations demandées n'est disponible.",
      ],
    ];
    for (const [what, asked, status, told] of cases) {
      it(`then ${what} is refused`, async () =>
        refused(await doctor(), outcome(status, told, `FHIR ${told.split(' ')[1]}`), asked));
    }

    it('then an absent and a closed record are refused in the same words', async () => {
      const patientKey = await house.record(CLOSED);
      await house.server.store.write([{ kind: 'close-record', patientKey, at: new Date().toISOString() }]);
      for (const [ins, reason] of [
        [ABSENT, 'record-absent'],
        [CLOSED, 'record-closed'],
      ] as const) {
        const told = "not-found XDSUnknownPatientId Le DMP de ce patient n'existe pas ou est fermé.";
        await refused(await doctor(), outcome(400, told, `ITI-67 ${reason}`), { path: search(ins) });
      }
    });
  });
});
