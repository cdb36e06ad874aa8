import { expect } from 'chai';
import { contentOf } from '../../src/client/content.ts';
import { readRetrieved } from '../../src/client/dmp-answers.ts';
import type { SoapReply } from '../../src/client/soap-client.ts';
import { parseXml } from '../../src/xml/parse.ts';

/** An ITI-43 answer that holds one document. */
function answer(prefix: string, held: string): SoapReply {
  const p = prefix === '' ? '' : `${prefix}:`;
  const declared = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  const payload = parseXml(
    `<${p}RetrieveDocumentSetResponse ${declared}="urn:ihe:iti:xds-b:2007"><${p}DocumentResponse><${p}RepositoryUniqueId>1.2</${p}RepositoryUniqueId><${p}DocumentUniqueId>1.2.3</${p}DocumentUniqueId><${p}mimeType>text/plain</${p}mimeType><${p}Document>${held}</${p}Document></${p}DocumentResponse></${p}RetrieveDocumentSetResponse>`,
  );
  return { payload, attachments: new Map([['a@t', contentOf(Buffer.from('abc'))]]) } as unknown as SoapReply;
}

describe('given what other repositories answer to ITI-43', () => {
  const answers: readonly (readonly [what: string, reply: SoapReply])[] = [
    ['a part', answer('xds', '<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:a@t"/>')],
    ['base64 in an answer without parts', answer('xds', 'YWJj')],
    ['base64 in lines', answer('xds', '\n  YW\n  Jj\n')],
    ['an odd prefix', answer('ns17', 'YWJj')],
    ['no prefix', answer('', 'YWJj')],
  ];
  for (const [what, reply] of answers) {
    it(`then ${what} is read`, async () => {
      const [document] = readRetrieved(reply);
      expect(document).to.include({ uniqueId: '1.2.3', repositoryUniqueId: '1.2', mimeType: 'text/plain' });
      expect(String(await document?.content.bytes())).to.equal('abc');
    });
  }
});
