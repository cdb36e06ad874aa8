import { expect } from 'chai';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { makeXuaAssertion } from '../../src/identity/sandbox/xua-maker.ts';
import { type BadInputHouse, badInputHouse } from '../bad-input/bad-input-house.ts';
import { authorise } from '../bad-input/dmp-messages.ts';
import { IHE_RED } from '../support/ihe-submission.ts';
import { soapRequest } from '../support/soap-message.ts';
import { storeState } from '../support/store-state.ts';
import { CHARLOTTE } from '../support/submission-builder.ts';
import type { WireAnswer, WireRequest } from '../support/wire.ts';
import { xuaDeposit } from '../support/xua-deposit.ts';
import {
  ASSERTION_MOVES,
  afterIssuer,
  everywhere,
  type MovedParts,
  partsOf,
  SIGNED_ID,
} from './assertion-moves.ts';

const FORGED_INS = '299999999999999';
const AT_ONCE = 8;
/** What a forged assertion is told: of itself, or that the message around it is none. Never that its patient is another. */
const REFUSED = [
  'AssertionSignature',
  'AssertionMalformed',
  'AssertionUnsigned',
  'MalformedEnvelope',
  'MalformedRequest',
  'ActionNotSupported',
  'HeaderNotUnderstood',
];
const SUBCODE = /<soap:Value xmlns:f="urn:carnet:fault">f:(\w+)</;

/** Whose assertions are wrapped, in which request that would store. */
interface Target {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly caller: string;
  make(house: BadInputHouse): string;
  /** What the attacker wants otherwise. */
  forge(assertion: string): string;
  /** A request that stores where either assertion, the forged or the original, is believed. */
  request(assertion: string): WireRequest & { readonly body: Buffer };
}

const TARGETS: readonly Target[] = [
  {
    name: 'a VIHF',
    settings: {},
    caller: 'medecin',
    make: ({ pki }) =>
      makeVihf(pki, { as: 'medecin', patient: CHARLOTTE.value, overrides: { id: SIGNED_ID } }),
    forge: (text) => text.replaceAll(CHARLOTTE.value, FORGED_INS),
    request: (assertion) => soapRequest(authorise(assertion)),
  },
  {
    name: 'an X-User Assertion',
    settings: { CARNET_DOMAIN: 'ihe', CARNET_XUA: 'on' },
    caller: 'hopital',
    make: ({ pki }) => makeXuaAssertion(pki, { id: SIGNED_ID, user: 'jdoe', patient: `1^^^&${IHE_RED}&ISO` }),
    forge: (text) => text.replaceAll('jdoe', 'director'),
    request: (assertion) => xuaDeposit(assertion, '1'),
  },
];

/** The text of a request, changed. */
function rewritten<R extends WireRequest & { readonly body: Buffer }>(
  request: R,
  change: (text: string) => string,
): R {
  const text = request.body.toString('utf8');
  const after = change(text);
  expect(after).not.to.equal(text);
  return { ...request, body: Buffer.from(after) };
}

/** Puts markup at the end of what the Body holds. */
function inBody(markup: string): (text: string) => string {
  return (text) =>
    text.replace(/(<\/[^>]+>|\/>)(<\/soap:Body>)/, (_all, end: string, close: string) =>
      end === '/>' ? `>${markup}</x>${close}` : `${markup}${end}${close}`,
    );
}

for (const target of TARGETS) {
  describe(`given ${target.name} whose parts are moved, over real sockets`, () => {
    let house: BadInputHouse;
    let parts: MovedParts;
    before(async () => {
      house = await badInputHouse(target.settings);
      if (target.name === 'a VIHF') await house.record(FORGED_INS, { authority: CHARLOTTE.authority });
      parts = partsOf(target.make(house), target.forge);
    });
    after(() => house.close());

    const send = (request: WireRequest): Promise<WireAnswer> =>
      house.wire.send(request, house.pki.credentials(target.caller, 'auth'));
    const expectRefused = ({ status, text }: WireAnswer, about: string) => {
      expect(SUBCODE.exec(text)?.[1], `${about}: ${status} ${text}`).to.be.oneOf(REFUSED);
    };
    /** Sends all, a few at a time; expects each refused and nothing stored. */
    const allRefused = async (requests: readonly WireRequest[]) => {
      const before = storeState(house.server);
      for (let at = 0; at < requests.length; at += AT_ONCE) {
        const answers = await Promise.all(requests.slice(at, at + AT_ONCE).map(send));
        for (const [index, answer] of answers.entries()) expectRefused(answer, `message ${at + index}`);
      }
      expect(storeState(house.server)).to.deep.equal(before);
    };

    for (const { name, message } of ASSERTION_MOVES) {
      it(`then ${name} is refused`, async () => {
        const [header, body] = message(parts);
        const request = target.request(header);
        await allRefused([body === undefined ? request : rewritten(request, inBody(body))]);
      });
    }

    /** What is put into every place of a message, beside which assertion in the header. */
    const wrappings: readonly (readonly [
      what: string,
      header: (parts: MovedParts) => string,
      moved: (parts: MovedParts) => string,
    ])[] = [
      ['the forged assertion', ({ original }) => original, ({ evil }) => evil],
      ['the forged assertion under the signed ID', ({ original }) => original, ({ evilTwin }) => evilTwin],
      [
        'what was signed, the forged one with the signature in its place',
        ({ evil, signature }) => afterIssuer(evil, signature),
        ({ bare }) => bare,
      ],
      [
        'what was signed with its signature, the forged one in its place',
        ({ evil }) => evil,
        ({ original }) => original,
      ],
      [
        'an element of the signed ID',
        ({ original }) => original,
        () => `<thing xmlns="urn:thing" Id="${SIGNED_ID}"/>`,
      ],
    ];
    for (const [what, header, moved] of wrappings) {
      it(`then ${what} is refused in every place of the message`, async function () {
        this.timeout(300_000);
        const request = target.request(header(parts));
        const whole = request.body.toString('utf8');
        const [envelope] = /<soap:Envelope.*<\/soap:Envelope>/s.exec(whole)!;
        const messages = everywhere(envelope, moved(parts));
        expect(messages.length).to.be.above(100);
        await allRefused(
          messages.map((text) => ({ ...request, body: Buffer.from(whole.replace(envelope, () => text)) })),
        );
      });
    }

    it('then the original itself is taken, and stores', async () => {
      await house.stores(() => house.send(target.request(parts.original), target.caller));
    });
  });
}
