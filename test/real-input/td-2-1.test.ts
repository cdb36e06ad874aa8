import { expect } from 'chai';
import { readDocumentEntry } from '../../src/ebrim/read-document-entry.ts';
import { APPROVED } from '../../src/model/document-entry.ts';
import { officialAnswer, outline } from '../support/official-message.ts';
import { type ProvideDesk, provideDesk, registryResponse } from '../support/provide-desk.ts';
import { cleanProvide, officialProvide, withBody } from '../support/td-2-1.ts';

/** What the sample gives its lot and its document, what its signature calls them, and what its CDA document says. */
const LOT = '1.2.250.1.999.1.1.7898.1.1622814651504';
const DOCUMENT = '1.2.250.1.999.1.1.7898.3.1622814651504';
const SIGNED_LOT = '1.2.250.1.999.1.1.7898.3.9956570900';
const SIGNED_DOCUMENT = '1.2.250.1.999.1.1.7898.4.9956570902';
const ISSUER =
  'CN=TEST AC IGC-SANTE ELEMENTAIRE PERSONNES,OU=IGC-SANTE TEST,OU=0002 187512751,O=ASIP-SANTE,C=FR';

/** Every fault of the sample that does not hang on its ids: code, object, and what its context names. */
const LASTING = [
  ['XDSRegistryMetadataError', 'DocumentME2', 'typeCode 27899-4^^2.16.840.1.113883.6.1 : code expiré'],
  ['XDSRegistryMetadataError', 'SubmissionSet01', 'SubmissionSet.author'],
  ['InvalidDocumentContent', 'Signature01', `X509Certificate issuer ${ISSUER}`],
  ['InvalidDocumentContent', 'Signature01', 'X509Certificate notAfter 2022-02-28T10:13:52.000Z'],
] as const;

describe('given the official TD2.1 request', function () {
  this.timeout(60_000);
  let desk: ProvideDesk;
  before(async () => {
    desk = await provideDesk();
  });
  after(() => desk.close());

  const expectFaults = (
    reply: Awaited<ReturnType<ProvideDesk['send']>>,
    faults: readonly (readonly [code: string, location: string, named: string])[],
  ): void => {
    const { status, errors } = registryResponse(reply);
    expect(status).to.equal('Failure');
    for (const [code, location, named] of faults) {
      const told = errors.filter(
        (error) => error.code === code && error.location === location && error.context.includes(`(${named}`),
      );
      expect(told, `${code} ${location} ${named}`).to.have.lengthOf(1);
    }
    expect(errors).to.have.lengthOf(faults.length);
  };

  it('then as it is it is refused by the name of each of its faults, and nothing is stored', async function () {
    const before = await desk.holdings();
    const reply = await desk.send(officialProvide(this));
    expect(reply.status).to.equal(200);
    expectFaults(reply, [
      ...LASTING,
      ['InvalidDocumentContent', 'DocumentME2', 'uniqueId)'],
      ['InvalidDocumentContent', 'Signature01', `SubmissionSet ${LOT})`],
      ['InvalidDocumentContent', 'Signature01', `Manifest ${DOCUMENT})`],
      ['InvalidDocumentContent', 'Signature01', `Reference urn:oid:${SIGNED_LOT})`],
      ['InvalidDocumentContent', 'Signature01', `Reference urn:oid:${SIGNED_DOCUMENT})`],
    ]);
    expect(await desk.holdings()).to.deep.equal(before);
  });

  it('then under the ids that its signature names, the digest of its document is what does not match', async function () {
    const before = await desk.holdings();
    const official = officialProvide(this);
    const envelope = withBody(official.envelope, (body) =>
      body.replaceAll(LOT, SIGNED_LOT).replaceAll(DOCUMENT, SIGNED_DOCUMENT),
    );
    expectFaults(await desk.send({ ...official, envelope }), [
      ...LASTING,
      ['InvalidDocumentContent', 'Signature01', `DigestValue ${SIGNED_DOCUMENT})`],
    ]);
    expect(await desk.holdings()).to.deep.equal(before);
  });

  it('then it is taken once ids, author, type, document and signature are made anew, and answered as the official answer shows', async function () {
    const lot = await cleanProvide(this, desk.server);
    const reply = await desk.send(lot.message);
    expect(reply.contentType).to.match(/^multipart\/related/);
    const rules = { varying: ['MessageID'] };
    expect(outline(reply.root, rules)).to.deep.equal(
      outline(officialAnswer(this, 'TD2.1-provide-response.xml'), rules),
    );
    expect(await desk.found(lot.signature)).to.have.lengthOf(0);
    const [object, ...more] = await desk.found(lot.document);
    expect(more).to.have.lengthOf(0);
    const entry = readDocumentEntry(object!);
    const bytes = Buffer.from(lot.message.document.body, 'utf8');
    expect([entry.availabilityStatus, entry.size]).to.deep.equal([APPROVED, bytes.length]);
  });

  it('then its metadata come back as they were sent', async function () {
    const lot = await cleanProvide(this, desk.server);
    expect(registryResponse(await desk.send(lot.message)).errors).to.deep.equal([]);
    const entry = readDocumentEntry((await desk.found(lot.document))[0]!);
    const { uniqueId, patientId, sourcePatientId, sourcePatientInfo, title, comments } = entry;
    expect({ uniqueId, patientId, sourcePatientId, sourcePatientInfo, title, comments }).to.deep.equal({
      uniqueId: lot.document,
      patientId: '207058575627097^^^&1.2.250.1.213.1.4.10&ISO^NH^^20100907',
      sourcePatientId: '0456789999^^^&1.2.250.1.999.1.1.7898.2&ISO^PI',
      sourcePatientInfo: ['PID-5|patb-quatre^LAURENCE^^^^^L', 'PID-7|19070525', 'PID-8|F'],
      title: [{ value: 'Document 1', language: 'FR', charset: 'UTF8' }],
      comments: [{ value: 'commentaire sur document', language: 'FR', charset: 'UTF8' }],
    });
    expect(entry.authors).to.deep.equal([
      {
        person: '810000000029^BELLAMY^Hugo^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS',
        institutions: ['CABINET DU DR BELLAMY^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^481000000002901'],
        roles: [],
        specialties: ['G15_10/SM26^Médecin - Qualifié en Médecine Générale (SM)^1.2.250.1.213.1.1.4.5'],
        telecommunications: [],
      },
    ]);
    expect([entry.creationTime, entry.serviceStartTime, entry.serviceStopTime]).to.deep.equal([
      '20100319194535',
      '20100319183244',
      '20100319183344',
    ]);
    expect(
      [entry.classCode, entry.formatCode, entry.healthcareFacilityTypeCode, entry.practiceSettingCode].map(
        ({ code }) => code,
      ),
    ).to.deep.equal(['10', 'urn:ihe:iti:xds-sd:text:2008', 'SA01', 'ETABLISSEMENT']);
  });
});
