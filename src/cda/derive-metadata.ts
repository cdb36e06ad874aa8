import { type Fault, type Refusal, type RefusalCode, refuseAll } from '../errors.ts';
import { type Code, code } from '../model/code.ts';
import { NO_EXTRAS, STABLE, type SubmittedDocumentEntry } from '../model/document-entry.ts';
import { hasValidKey, INS_ALL, INS_PRODUCTION } from '../model/ins.ts';
import { tsToDtm } from '../model/instant.ts';
import { type Visibility, visibilityCode } from '../model/visibility.ts';
import type { AffinityDomain, CodedAttribute } from '../terminology/affinity-domain.ts';
import { authorOf, sameActor, xcnOf } from './actor-metadata.ts';
import { uniqueIdOf } from './document-id.ts';
import { present } from './elements.ts';
import type { CdaHeader, CdaId } from './header.ts';
import { cxOf, domainPatientId, sourcePatientId, sourcePatientInfo } from './patient-metadata.ts';

const LABORATORY_REPORT = '11502-2';
const LABORATORY_FORMAT = code('urn:ihe:lab:xd-lab:2008', '1.3.6.1.4.1.19376.1.2.3');

export interface Derivation {
  readonly domain: AffinityDomain;
  /** Of the bytes that will be deposited. */
  readonly content: { readonly sha1: string; readonly size: number };
  /** Day of submission, on which codes must be valid. */
  readonly on: Date;
  readonly visibility?: readonly Visibility[];
  /** The ebRIM id; `Document01` unless said. */
  readonly id?: string;
  /** Lets a test INS with a wrong key through (sandbox). */
  readonly anyTestKey?: boolean;
}

/** Collects what is wrong; an attribute at fault is worth an empty value, which never leaves here. */
class Findings {
  readonly faults: Fault[] = [];

  fault(refusal: RefusalCode, attribute: string, detail: string): undefined {
    this.faults.push({ code: refusal, detail: `${attribute}: ${detail}`, about: attribute });
    return undefined;
  }

  needed<T>(attribute: string, value: T | undefined): T | undefined {
    return value ?? this.fault('InvalidDocumentContent', attribute, 'not in the header of the document');
  }

  /** A TS as UTC DTM. */
  time(attribute: string, value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    return tsToDtm(value) ?? this.fault('InvalidDocumentContent', attribute, `no timestamp: ${value}`);
  }
}

function patientOf(header: CdaHeader, options: Derivation, findings: Findings): Required<CdaId> | undefined {
  const id = findings.needed(
    'patientId',
    domainPatientId(header.patient, options.domain.rules.patientAuthorities),
  );
  if (id === undefined || !INS_ALL.includes(id.root) || hasValidKey(id.extension)) return id;
  const tolerated = options.anyTestKey === true && !INS_PRODUCTION.includes(id.root);
  if (!tolerated) findings.fault('InvalidDocumentContent', 'patientId', `wrong key: ${id.extension}`);
  return id;
}

function checked(
  attribute: CodedAttribute,
  value: Code | undefined,
  { domain, on }: Derivation,
  findings: Findings,
): Code | undefined {
  if (value === undefined) return undefined;
  const verdict = domain.check(attribute, value, on);
  if (verdict === 'valid' || verdict === 'free') return value;
  return findings.fault('XDSRegistryMetadataError', attribute, `${verdict}: ${value.system}|${value.code}`);
}

/** By template for a structured body, by media type for any other; some laboratory reports carry no known template. */
function formatOf(header: CdaHeader, domain: AffinityDomain): Code | undefined {
  if (header.body.kind === 'unstructured') {
    return header.body.mediaType === undefined ? undefined : domain.formatOfMediaType(header.body.mediaType);
  }
  const found = domain.formatOfTemplates(header.templateIds);
  return found ?? (header.code?.code === LABORATORY_REPORT ? LABORATORY_FORMAT : undefined);
}

function legalAuthenticatorOf(header: CdaHeader): string | undefined {
  const { legalAuthenticator: signer, authors } = header;
  if (signer === undefined) return undefined;
  const system = authors.some((author) => author.device !== undefined && sameActor(author, signer));
  return xcnOf(signer, system);
}

function referenceIdsOf(header: CdaHeader): string[] {
  const cxi = (kind: string) => (id: CdaId) =>
    id.extension === undefined ? `${id.root}^^^^${kind}` : `${id.extension}^^^&${id.root}&ISO^${kind}`;
  return [
    ...header.orders.map(cxi('urn:ihe:iti:xds:2013:order')),
    ...header.accessionNumbers.map(cxi('urn:ihe:iti:xds:2013:accession')),
  ];
}

/**
 * Derives all XDS metadata of a document from its CDA header (CI-SIS, correspondence of the CDA header and XDS metadata).
 * Codes of events that the domain does not know are left out, since the attribute is optional; everything else at fault is
 * told.
 * @returns the entry, or every fault together: InvalidDocumentContent for what the header lacks or has wrong,
 * XDSRegistryMetadataError for a code that the domain does not take on that day.
 */
export function deriveMetadata(header: CdaHeader, options: Derivation): SubmittedDocumentEntry | Refusal {
  const { domain, content, on } = options;
  const findings = new Findings();
  const patient = patientOf(header, options, findings);
  const uniqueId = findings.needed('uniqueId', header.id === undefined ? undefined : uniqueIdOf(header.id));
  const type = checked('typeCode', findings.needed('typeCode', header.code), options, findings);
  const classCode = type === undefined ? undefined : domain.classOf(type);
  if (type !== undefined && classCode === undefined) {
    findings.fault('XDSRegistryMetadataError', 'classCode', `no class for type ${type.code}`);
  }
  if (header.body.kind === 'none') findings.fault('InvalidDocumentContent', 'component', 'no body');
  const format = findings.needed('formatCode', formatOf(header, domain));
  const first = header.serviceEvents[0];
  const practice = header.serviceEvents
    .flatMap((event) => event.performers)
    .find((performer) => performer.organization?.standardIndustryClass !== undefined);
  const practiceSetting = findings.needed(
    'practiceSettingCode',
    practice?.organization?.standardIndustryClass,
  );
  const facility = findings.needed('healthcareFacilityTypeCode', header.facilityType);
  const confidentiality = findings.needed('confidentialityCode', header.confidentiality);
  const title = findings.needed('title', header.title);
  const language = findings.needed('languageCode', header.language);
  const created = findings.needed('creationTime', header.effectiveTime);
  const started = findings.needed('serviceStartTime', first?.low);
  const legalAuthenticator = findings.needed('legalAuthenticator', legalAuthenticatorOf(header));
  if (header.authors.length === 0) findings.needed('author', undefined);

  const entry: SubmittedDocumentEntry = {
    id: options.id ?? 'Document01',
    objectType: STABLE,
    mimeType: header.selfPresenting ? 'application/xslt+xml' : 'text/xml',
    uniqueId: uniqueId ?? '',
    patientId: patient === undefined ? '' : cxOf(patient),
    ...present('sourcePatientId', patient && sourcePatientId(header.patient, patient)),
    sourcePatientInfo: sourcePatientInfo(header.patient),
    authors: header.authors.map(authorOf),
    ...present('legalAuthenticator', legalAuthenticator),
    ...present('classCode', classCode),
    ...present('typeCode', type),
    ...present('formatCode', checked('formatCode', format, options, findings)),
    ...present(
      'healthcareFacilityTypeCode',
      checked('healthcareFacilityTypeCode', facility, options, findings),
    ),
    ...present('practiceSettingCode', checked('practiceSettingCode', practiceSetting, options, findings)),
    confidentialityCodes: [
      ...(confidentiality === undefined ? [] : [confidentiality]),
      ...(options.visibility ?? []).map(visibilityCode),
    ],
    eventCodes: header.serviceEvents.flatMap((event) => {
      if (event.code === undefined) return [];
      const verdict = domain.check('eventCodeList', event.code, on);
      return verdict === 'valid' || verdict === 'free' ? [event.code] : [];
    }),
    ...present('languageCode', language),
    ...present('creationTime', findings.time('creationTime', created)),
    ...present('serviceStartTime', findings.time('serviceStartTime', started)),
    ...present('serviceStopTime', findings.time('serviceStopTime', first?.high)),
    hash: content.sha1,
    size: content.size,
    title: title === undefined ? [] : [{ value: title, ...present('language', language), charset: 'UTF-8' }],
    comments: [],
    uri: [],
    referenceIds: referenceIdsOf(header),
    limitedMetadata: false,
    extras: NO_EXTRAS,
  };
  for (const value of entry.confidentialityCodes) checked('confidentialityCode', value, options, findings);
  return refuseAll(findings.faults) ?? entry;
}
