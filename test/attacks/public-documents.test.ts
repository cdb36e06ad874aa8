import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Context } from 'mocha';
import { isRefusal } from '../../src/errors.ts';
import { makeVihf } from '../../src/identity/sandbox/vihf-maker.ts';
import { verifyEnvelopedSignature } from '../../src/identity/xml-signature.ts';
import { parseXml, XmlError } from '../../src/xml/parse.ts';
import { descendants, element } from '../../src/xml/tree.ts';
import { type BadInputHouse, badInputHouse } from '../bad-input/bad-input-house.ts';
import { authorise } from '../bad-input/dmp-messages.ts';
import { provideMessage } from '../support/lot-message.ts';
import { soapRequest } from '../support/soap-message.ts';
import { storeState } from '../support/store-state.ts';
import { CHARLOTTE, submission } from '../support/submission-builder.ts';

const FOLDER = new URL('../../../shared/data/attacks/', import.meta.url);
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

interface PublicDocument {
  /** From the folder of attacks. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** The documents of the test suites of node-saml and xml-crypto; the test is skipped where they are absent. */
function documents(test: Context): readonly PublicDocument[] {
  if (!existsSync(FOLDER)) {
    console.log('      skipped: ../shared/data/attacks is not here');
    test.skip();
  }
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.xml'))
    .sort()
    .map((path) => ({ path, bytes: readFileSync(new URL(path, FOLDER)) }));
}

/** The elements of a document whose signature holds, whoever's certificate it names. */
function signedElements(bytes: Buffer): string[] {
  try {
    return [...descendants(parseXml(bytes))]
      .filter((node) => node.local === 'Assertion' || element(node, 'Signature', DSIG) !== undefined)
      .filter((node) => !isRefusal(verifyEnvelopedSignature(node, { accept: () => undefined, sha1: true })))
      .map(({ local }) => local);
  } catch (error) {
    if (error instanceof XmlError) return [];
    throw error;
  }
}

/**
 * Documents that their suites refuse as a whole, and of which one signature holds: a Response that the attacker signed with a
 * certificate of its own; one that was encrypted over a bad signature; one whose Assertion was left as it was signed.
 */
const REFUSED_FOR_MORE: Readonly<Record<string, readonly string[]>> = {
  'node-saml/invalid/response.root-resigned-by-attacker-assertion-unsigned-attackers-cert-at-keyinfo.xml': [
    'Response',
  ],
  'node-saml/invalid/response.root-signed.assertion-invalidly-signed-encrypted.xml': ['Response'],
  'xml-crypto/invalid_saml_no_signed_info.xml': ['Assertion'],
};

/** Of the suites' valid documents and of the attacks under valid names: those whose signature is of the shape that the DMP has. */
const HOLD: Readonly<Record<string, readonly string[]>> = {
  'node-saml/valid/response.root-signed.assertion-signed.1advice-unsigned.xml': ['Assertion'],
  'node-saml/valid/response.root-signed.assertion-signed.2advice-unsigned.xml': ['Assertion'],
  'node-saml/valid/response.root-signed.assertion-signed.xml': ['Assertion'],
  'node-saml/valid/response.root-signed.assertion-unsigned-13-signature.xml': ['Response'],
  'node-saml/valid/response.root-signed.assertion-unsigned-13.xml': ['Response'],
  'node-saml/valid/response.root-signed.assertion-unsigned-encrypted.xml': ['Response'],
  'node-saml/valid/response.root-signed.assertion-unsigned-xd-signature.xml': ['Response'],
  'node-saml/valid/response.root-signed.assertion-unsigned-xd.xml': ['Response'],
  'node-saml/valid/response.root-signed.assertion-unsigned.1advice-unsigned.xml': ['Response'],
  'node-saml/valid/response.root-signed.assertion-unsigned.2advice-unsigned.xml': ['Response'],
  'node-saml/valid/response.root-signed.assertion-unsigned.xml': ['Response'],
  'node-saml/valid/response.root-unsigned.assertion-signed.1advice-unsigned.xml': ['Assertion'],
  'node-saml/valid/response.root-unsigned.assertion-signed.xml': ['Assertion'],
  'xml-crypto/keyinfo_-_pretty-printed.xml': ['Response'],
  'xml-crypto/saml_external_ns.xml': ['Assertion'],
  'xml-crypto/signature_with_inclusivenamespaces.xml': ['Assertion'],
  'xml-crypto/signature_with_inclusivenamespaces_lines.xml': ['Assertion'],
  'xml-crypto/signature_with_inclusivenamespaces_lines_windows.xml': ['Assertion'],
  'xml-crypto/valid_saml.xml': ['Assertion'],
  'xml-crypto/valid_saml_withcomments.xml': ['Assertion'],
  'xml-crypto/valid_signature_utf8.xml': ['Assertion'],
  'xml-crypto/wsfederation_metadata.xml': ['EntityDescriptor'],
};

describe('given the public documents that broke other readers of signatures', () => {
  let house: BadInputHouse;
  before(async () => {
    house = await badInputHouse();
  });
  after(() => house.close());

  it('then a signature holds in those that are as they were signed, and in no other', function () {
    const found = Object.fromEntries(
      documents(this)
        .map(({ path, bytes }) => [path, signedElements(bytes)] as const)
        .filter(([, signed]) => signed.length > 0),
    );
    expect(found).to.deep.equal({ ...REFUSED_FOR_MORE, ...HOLD });
  });

  /** Sends each document in a place of a message; expects each refused, and nothing stored. */
  const allRefused = async (
    test: Context,
    send: (text: string) => Promise<{ readonly status: number; readonly told: readonly string[] }>,
    expected: RegExp,
  ) => {
    const state = storeState(house.server);
    for (const { path, bytes } of documents(test)) {
      const { told } = await send(bytes.toString('utf8').replace(/^\uFEFF?<\?xml[^>]*\?>/, ''));
      expect(told, path).to.not.deep.equal([]);
      for (const line of told) expect(line, path).to.match(expected);
    }
    expect(storeState(house.server)).to.deep.equal(state);
  };

  it('then each of them is refused in the security header of a message', async function () {
    await allRefused(
      this,
      (text) => house.send(soapRequest(authorise(text)), 'medecin'),
      /^Sender (Assertion\w+|DMPInvalidCertificate|Malformed(Xml|Envelope)|XmlDoctype) /,
    );
  });

  it('then each Assertion in them is refused there by itself', async function () {
    const assertion = /<(\w+:)?Assertion[\s>].*<\/\1?Assertion>/s;
    await allRefused(
      this,
      (text) => house.send(soapRequest(authorise(assertion.exec(text)?.[0] ?? text)), 'medecin'),
      /^Sender (Assertion\w+|DMPInvalidCertificate|Malformed(Xml|Envelope)|XmlDoctype) /,
    );
  });

  it('then each of them is refused as the whole of a message', async function () {
    await allRefused(
      this,
      (text) => house.send(soapRequest(authorise(undefined), text), 'medecin'),
      /^Sender (ActionNotSupported|Malformed(Xml|Envelope)|XmlDoctype) /,
    );
  });

  it('then each of them is refused as the signature of a lot', async function () {
    const lot = submission();
    const vihf = makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
    await allRefused(
      this,
      (text) => {
        const documents = [...lot.documents, { id: 'Signature01', bytes: Buffer.from(text) }];
        return house.sendSoap(provideMessage({ objects: lot.objects, documents }, vihf), 'pharmacien');
      },
      /^InvalidDocumentContent .*\(Signature\)$/,
    );
  });

  it('then each of them is refused as a document of a lot', async function () {
    const lot = submission();
    const vihf = makeVihf(house.pki, { as: 'pharmacien', patient: CHARLOTTE.value });
    await allRefused(
      this,
      (text) => {
        const bytes = Buffer.from(text);
        const documents = [
          { id: 'Document01', bytes },
          { id: 'Signature01', bytes },
        ];
        return house.sendSoap(provideMessage({ objects: lot.objects, documents }, vihf), 'pharmacien');
      },
      /^InvalidDocumentContent /,
    );
  });
});
