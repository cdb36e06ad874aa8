import { parseXml } from '../../src/xml/parse.ts';
import { attribute, descendants, isElement, path, type XmlElement } from '../../src/xml/tree.ts';

/** The payload of an envelope. */
export function payloadOf(envelope: Buffer | string): XmlElement {
  const payload = path(parseXml(envelope), 'Body')?.children.find(isElement);
  if (payload === undefined) throw new Error('no payload');
  return payload;
}

/** Every element of that name below. */
export function all(root: XmlElement, local: string): XmlElement[] {
  return [...descendants(root)].filter((one) => one.local === local);
}

/** The attribute of each element of that name. */
export function values(root: XmlElement, local: string, name: string): (string | undefined)[] {
  return all(root, local).map((one) => attribute(one, name));
}

/** Which elements stand in which, as paths, each once; `skipped` and what stands below it is left out. */
export function structure(root: XmlElement, skipped: readonly string[] = []): string[] {
  const paths = new Set<string>();
  const walk = (node: XmlElement, above: string) => {
    if (skipped.includes(node.local)) return;
    const here = `${above}/${node.local}`;
    paths.add(here);
    for (const child of node.children) if (isElement(child)) walk(child, here);
  };
  walk(root, '');
  return [...paths].sort();
}

const V3 = 'urn:hl7-org:v3';

/** PRPA_IN201307UV02 for a test of existence; what is named is replaced in its text. */
export function existenceRequest(changes: readonly (readonly [from: string, to: string])[] = []): XmlElement {
  const message = `<PRPA_IN201307UV02 xmlns="${V3}" ITSVersion="XML_1.0">
    <id root="1.2.250.1.999.1" extension="message-1"/>
    <creationTime value="20261002081500"/>
    <interactionId root="2.16.840.1.113883.1.6" extension="PRPA_IN201307UV02"/>
    <processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/>
    <receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/></device></receiver>
    <sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999"/><softwareName>LPS &amp; Cie</softwareName></device></sender>
    <controlActProcess classCode="CACT" moodCode="EVN">
      <reasonCode code="TEST_EXST" codeSystem="1.2.250.1.213.1.1.4.11"/>
      <queryByParameter>
        <queryId root="1.2.250.1.999.2" extension="query-1"/>
        <statusCode code="new"/>
        <parameterList><patientIdentifier>
          <value root="1.2.250.1.213.1.4.10" extension="294061411802778"/>
          <semanticsText>Patient.id</semanticsText>
        </patientIdentifier></parameterList>
      </queryByParameter>
    </controlActProcess>
  </PRPA_IN201307UV02>`;
  return parseXml(changes.reduce((text, [from, to]) => text.replace(from, to), message));
}

export function authorizationRequest(inside: string): XmlElement {
  return parseXml(`<setAuthorization xmlns="urn:si-dmp-habilitations">${inside}</setAuthorization>`);
}
