import type { Context } from 'mocha';
import { isXmlsecInstalled } from '../../conformance/attacks/xmlsec.ts';

/** Skips the test, saying so, where Debian's `xmlsec1` is not installed. */
export function needXmlsec(test: Context): void {
  if (isXmlsecInstalled()) return;
  console.log('      skipped: xmlsec1 is not installed');
  test.skip();
}
