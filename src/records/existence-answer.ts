import { type Markup, xml } from '../xml/write.ts';
import { coded, writeDemographicsAnswer } from './demographics-answer.ts';
import type { Existence } from './td-0-2-existence.ts';

/** Codes of the DMP (facts from the official TD0.2 answer, package of GIE SESAM-Vitale 2.05). */
const AUTORISATION = { code: 'AUTORISATION', codeSystem: '1.2.250.1.213.4.1.2.6.1' };
const AUTORISATION_VALUES = '1.2.250.1.213.4.1.2.6.2';
const STATUT_MT = { code: 'STATUT_MT', codeSystem: '1.2.250.1.213.4.1.2.6.3' };

/** The answer of TD0.2: for a record that exists, also whether the caller is authorised and administrator of it. */
export function writeExistenceAnswer(existence: Existence, deviceOid: string): Markup {
  return writeDemographicsAnswer(existence, 'TEST_EXST', deviceOid, attentionLines(existence));
}

function attentionLines({ authorisation }: Existence): Markup {
  const valid = {
    code: authorisation === undefined ? 'NON_EXISTE' : 'VALIDE',
    codeSystem: AUTORISATION_VALUES,
  };
  return xml`<attentionLine><keyWordText${coded(AUTORISATION)}/><value xsi:type="CV"${coded(valid)}/></attentionLine><attentionLine><keyWordText${coded(
    STATUT_MT,
  )}/><value xsi:type="BL" value="${authorisation?.medecinTraitant ?? false}"/></attentionLine>`;
}
