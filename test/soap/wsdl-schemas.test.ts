import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm';

const FOLDER = new URL('../../profiles/wsdl/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.xsd'));

/** Inside a WSDL the schemas find one another by namespace; alone they need to be told where. */
function locatable(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8').replaceAll(
    /<xs:import namespace="(urn:oasis:names:tc:ebxml-regrep:xsd:(\w+):3\.0|urn:ihe:iti:(xds)-b:2007|urn:(hl7)-org:v3)"\/>/g,
    (_import, namespace: string, rim?: string, xds?: string) =>
      `<xs:import namespace="${namespace}" schemaLocation="mem:///${rim ?? xds ?? 'hl7v3'}.xsd"/>`,
  );
}

function faultsOf(file: string, instance: string): string[] {
  const schema = XmlDocument.fromString(locatable(file), { url: `mem:///${file}` });
  const validator = XsdValidator.fromDoc(schema);
  const document = XmlDocument.fromString(instance);
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    return [String(error)];
  } finally {
    document.dispose();
    validator.dispose();
    schema.dispose();
  }
}

const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
const VALID: Record<string, string> = {
  'rim.xsd': `<r:RegistryObjectList xmlns:r="${RIM}"><r:ExtrinsicObject id="a" mimeType="text/xml"><r:Slot name="s"><r:ValueList><r:Value>v</r:Value></r:ValueList></r:Slot><r:Name><r:LocalizedString xml:lang="fr" value="n"/></r:Name><r:Classification id="c" classifiedObject="a"/></r:ExtrinsicObject><r:ObjectRef id="b"/></r:RegistryObjectList>`,
  'rs.xsd':
    '<s:RegistryResponse xmlns:s="urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0" status="x"><s:RegistryErrorList><s:RegistryError errorCode="XDSRegistryError" codeContext="t"/></s:RegistryErrorList></s:RegistryResponse>',
  'query.xsd': `<q:AdhocQueryRequest xmlns:q="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0"><q:ResponseOption returnType="LeafClass"/><r:AdhocQuery xmlns:r="${RIM}" id="q"/></q:AdhocQueryRequest>`,
  'lcm.xsd': `<l:SubmitObjectsRequest xmlns:l="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0"><r:RegistryObjectList xmlns:r="${RIM}"/></l:SubmitObjectsRequest>`,
  'xds.xsd':
    '<x:RetrieveDocumentSetRequest xmlns:x="urn:ihe:iti:xds-b:2007"><x:DocumentRequest><x:RepositoryUniqueId>1</x:RepositoryUniqueId><x:DocumentUniqueId>2</x:DocumentUniqueId></x:DocumentRequest></x:RetrieveDocumentSetRequest>',
  'rmd.xsd':
    '<r:RemoveDocumentsRequest xmlns:r="urn:ihe:iti:rmd:2017"><x:DocumentRequest xmlns:x="urn:ihe:iti:xds-b:2007"><x:RepositoryUniqueId>1</x:RepositoryUniqueId><x:DocumentUniqueId>2</x:DocumentUniqueId></x:DocumentRequest></r:RemoveDocumentsRequest>',
  'hl7v3.xsd':
    '<PRPA_IN201307UV02 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><id root="1"/><creationTime value="2026"/><interactionId root="2"/><processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/><receiver typeCode="RCV"/><sender typeCode="SND"/><controlActProcess classCode="CACT"><x xmlns="urn:x"/></controlActProcess></PRPA_IN201307UV02>',
  'gdp.xsd':
    '<PRPA_IN201314UV02_Response xmlns="asip:ci-sis:gdp:2010"><PRPA_IN201315UV02 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><id root="1"/><creationTime value="2026"/><interactionId root="2"/><processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/><receiver/><sender/><controlActProcess/></PRPA_IN201315UV02></PRPA_IN201314UV02_Response>',
  'patientlist.xsd':
    '<patientList xmlns="urn:si-dmp-patients"><startDate>20261001</startDate><dateType>LASTDOC</dateType></patientList>',
  'habilitations.xsd':
    '<setAuthorization xmlns="urn:si-dmp-habilitations"><action>AJOUT</action></setAuthorization>',
};

describe('given the schemas of the WSDL documents', () => {
  before(() => {
    const buffers = FILES.map((file) => [`mem:///${file}`, Buffer.from(locatable(file))] as const);
    // It stays: taking it away would take those of other tests along.
    expect(xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(buffers)))).to.equal(true);
  });

  for (const file of FILES) {
    it(`then ${file} is a schema, takes a message of its kind and refuses a stranger in it`, () => {
      const valid = VALID[file]!;
      expect(faultsOf(file, valid)).to.deep.equal([]);
      const at = valid.indexOf('>');
      const selfClosed = valid[at - 1] === '/' ? at - 1 : at;
      const stranger = `${valid.slice(0, selfClosed)} stranger=""${valid.slice(selfClosed)}`;
      expect(faultsOf(file, stranger)).to.have.length(1);
    });
  }
});
