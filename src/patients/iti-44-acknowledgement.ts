import { publicText, type Refusal, type RefusalRow, refusals } from '../errors.ts';
import { writeInstanceIdentifier } from '../hl7v3/instance-identifier.ts';
import { answerHead, type Transmission } from '../hl7v3/transmission.ts';
import { type Markup, xml } from '../xml/write.ts';

/** HL7 table 0357 as a code system of HL7 v3. */
const CONDITIONS = '2.16.840.1.113883.12.357';

/** Accept acknowledgement: commit accept, error, reject. */
const CODES = { AA: 'CA', AE: 'CE', AR: 'CR' } as const;

/**
 * MCCI_IN000002UV01 (ITI TF-2 Appendix O): CA, or CE or CR with a detail for each fault.
 * @param at ISO 8601.
 */
export function writeAcknowledgement(
  request: Transmission,
  refusal: Refusal | undefined,
  more: { readonly at: string; readonly deviceOid: string },
): Markup {
  const details = (refusal?.refused ?? []).map((fault) => {
    const { hl7 }: RefusalRow = refusals[fault.code];
    const location = fault.location === undefined ? undefined : xml`<location>${fault.location}</location>`;
    return {
      ack: hl7?.ack ?? 'AR',
      markup: xml`<acknowledgementDetail typeCode="E"><code code="${hl7?.code ?? 207}" codeSystem="${CONDITIONS}"/><text>${publicText(fault)}</text>${location}</acknowledgementDetail>`,
    };
  });
  const worst = details.some(({ ack }) => ack === 'AR') ? 'AR' : 'AE';
  const code = CODES[details.length === 0 ? 'AA' : worst];
  return xml`<MCCI_IN000002UV01 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0">${answerHead(
    'MCCI_IN000002UV01',
    request,
    more,
  )}<acknowledgement><typeCode code="${code}"/><targetMessage>${writeInstanceIdentifier(
    'id',
    request.messageId,
  )}</targetMessage>${details.map(({ markup }) => markup)}</acknowledgement></MCCI_IN000002UV01>`;
}
