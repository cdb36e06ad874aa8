import { request } from 'node:https';
import { expect } from 'chai';
import { createSandboxClient, type SandboxClient } from '../../src/client/sandbox-client.ts';
import { readQueryValue } from '../../src/ebrim/query-request.ts';
import { readSearchParameter } from '../../src/fhir/search-parameters.ts';
import { decodeBase64 } from '../../src/identity/base64.ts';
import { makePatientToken } from '../../src/identity/sandbox/token-maker.ts';
import { readCodes } from '../../src/mobile/code-parameters.ts';
import { formatCx } from '../../src/model/hl7v2.ts';
import { MESSAGE_LIMITS } from '../../src/xml/limits.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants } from '../../src/xml/tree.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { CHARLOTTE } from '../support/submission-builder.ts';

const CHARLOTTE_CX = formatCx(CHARLOTTE.value, CHARLOTTE.authority, 'NH');
const WHO = `patient.identifier=urn:oid:${CHARLOTTE.authority}|${CHARLOTTE.value}`;

describe('given a caller who is let in and sends more than anybody needs', () => {
  let server: TestServer;
  let doctor: SandboxClient;
  before(async () => {
    server = await startTestServer();
    doctor = createSandboxClient(server.pki, server.url, 'medecin');
    await doctor.setAuthorization(CHARLOTTE_CX);
  });
  after(async () => {
    doctor.close();
    await server.close();
  });
  const search = async (form: string): Promise<number | undefined> => {
    const token = await makePatientToken(server.pki, { ins: CHARLOTTE.value });
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    return new Promise((resolve, reject) => {
      const url = `${server.url}/fhir/DocumentReference/_search`;
      request(url, { method: 'POST', ca: server.pki.ca, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end(form);
    });
  };
  const values = (count: number, value = 'a') => Array.from({ length: count }, () => value).join(',');

  it('then 500 values of a FHIR search are taken, and not one more', async () => {
    expect(await search(`${WHO}&type=${values(499)}`)).to.equal(200);
    expect(await search(`${WHO}&type=${values(500)}`)).to.equal(400);
    expect(await search(`${WHO}&type=${values(250)}&category=${values(250)}`)).to.equal(400);
  });

  it('then the same code in two parameters is looked for once, however often it is given', () => {
    const parameter = readSearchParameter(['type', values(200)]);
    expect(readCodes([parameter, parameter, parameter])).to.deep.equal([{ code: 'a' }]);
  });

  for (const status of ['constructor', '__proto__', 'toString']) {
    it(`then status ${status} finds nothing, as any other word`, async () => {
      expect(await search(`${WHO}&status=${status}`)).to.equal(200);
    });
  }

  it('then 5,000 values of a stored query are taken, and not one more', async () => {
    const codes = (count: number) => ({ $XDSDocumentEntryClassCode: Array<string>(count).fill('a^^b') });
    const taken = await doctor.findDocuments(CHARLOTTE_CX, { parameters: codes(4_998) });
    expect(taken.status).to.equal('Success');
    const refused = await doctor.findDocuments(CHARLOTTE_CX, { parameters: codes(4_999) });
    expect(refused.errors.map(({ code }) => code)).to.deep.equal(['XDSRegistryError']);
  });

  it('then 100 patterns of an author are taken, and not one more', async () => {
    const authors = (count: number) => ({ $XDSDocumentEntryAuthorPerson: Array<string>(count).fill('%a%') });
    expect((await doctor.findDocuments(CHARLOTTE_CX, { parameters: authors(100) })).status).to.equal(
      'Success',
    );
    const refused = await doctor.findDocuments(CHARLOTTE_CX, { parameters: authors(101) });
    expect(refused.errors.map(({ code }) => code)).to.deep.equal(['XDSStoredQueryParamNumber']);
  });

  it('then 1,000 documents are looked up at a time, and not one more', async () => {
    const asked = (count: number) =>
      Array.from({ length: count }, () => ({ repositoryUniqueId: '1.2.250.1.999.2.1.1', uniqueId: '1.2.3' }));
    expect((await doctor.retrieve(CHARLOTTE_CX, asked(1_000))).errors).to.have.length(1_000);
    const refused = await doctor.retrieve(CHARLOTTE_CX, asked(1_001));
    expect(refused.errors.map(({ code }) => code)).to.deep.equal(['MalformedRequest']);
  });
});

describe('given a text as long as a message may be', () => {
  const LONG = MESSAGE_LIMITS.bytes;

  it('then base64 is told from what is none without running out of stack', () => {
    expect(decodeBase64('A'.repeat(LONG))?.length).to.equal((LONG / 4) * 3);
    expect(decodeBase64(`${'A'.repeat(LONG)}!`)).to.equal(undefined);
  });

  it('then a value of a stored query is read without running out of stack', () => {
    const MOST = 1024 * 1024;
    expect(readQueryValue(`'${"''".repeat(MOST / 2 - 1)}'`)?.[0]).to.have.length(MOST / 2 - 1);
    expect(readQueryValue(`'${'a'.repeat(MOST - 2)}'`)?.[0]).to.have.length(MOST - 2);
    expect(readQueryValue(`'${'a'.repeat(LONG)}'`)).to.equal(undefined);
  });
});

describe('given a message of many elements', () => {
  const nested = (levels: number, each: (level: number) => string) => {
    const numbers = Array.from({ length: levels }, (_, at) => at);
    return `${numbers.map((level) => `<a${each(level)}>`).join('')}${'</a>'.repeat(levels)}`;
  };

  it('then 96 namespaces may be in scope at once, and not one more', () => {
    const declaring = (count: number) => nested(count, (level) => ` xmlns:n${level}="urn:${level}"`);
    expect(parseXml(declaring(96)).local).to.equal('a');
    expect(() => parseXml(`<r xmlns:one="urn:more">${declaring(96)}</r>`)).to.throw(/namespaces in scope/);
  });

  it('then namespaces that have left their scope do not count', () => {
    const one = '<b xmlns:n="urn:n" xmlns:m="urn:m"/>';
    expect(parseXml(`<a>${one.repeat(100)}</a>`).children).to.have.length(100);
  });

  it('then its elements are walked in the order of the document', () => {
    const walked = [...descendants(parseXml('<a><b><c/>text<d/></b><!--no--><e><f/></e></a>'))];
    expect(walked.map(({ local }) => local).join('')).to.equal('abcdef');
  });
});
