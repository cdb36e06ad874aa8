import { element, type XmlElement } from '../../xml/tree.ts';
import type { Certificate } from '../certificate.ts';
import { certificateOfKeyInfo } from '../key-info.ts';
import { DSIG } from '../signature-algorithms.ts';

/** The certificate that an assertion says it is signed with; nothing of it is verified. */
export function signerOf(assertion: XmlElement): Certificate | undefined {
  return certificateOfKeyInfo(element(element(assertion, 'Signature', DSIG), 'KeyInfo', DSIG));
}
