import { DEFAULT_CHOICES } from '../model/record.ts';
import { type Markup, xml } from '../xml/write.ts';
import { coded, observation, writeDemographicsAnswer } from './demographics-answer.ts';
import type { Existence } from './td-0-2-existence.ts';

/** Codes of the DMP (facts from the official TD0.2 answer, package of GIE SESAM-Vitale 2.05). */
const AUTORISATION = { code: 'AUTORISATION', codeSystem: '1.2.250.1.213.4.1.2.6.1' };
const AUTORISATION_VALUES = '1.2.250.1.213.4.1.2.6.2';
const STATUT_MT = { code: 'STATUT_MT', codeSystem: '1.2.250.1.213.4.1.2.6.3' };

/** Codes of the DMP (facts of DMP, 2.2; the second stands in the official TD0.5 answer too). */
const OPPOSITIONS = '1.2.250.1.213.4.1.2.3';
const OPPOSITION_BRIS_DE_GLACE = {
  code: 'OPPOSITION_BRIS_DE_GLACE',
  codeSystem: OPPOSITIONS,
  displayName: 'opposition au mode Bris de glace',
};
const OPPOSITION_ACCES_URGENCE = {
  code: 'OPPOSITION_ACCES_URGENCE',
  codeSystem: OPPOSITIONS,
  displayName: 'opposition au mode Urgence',
};

/**
 * The answer of TD0.2: of a record that exists also whether the caller is authorised and administrator of it, and which of
 * the modes of emergency the patient opposes.
 */
export function writeExistenceAnswer(existence: Existence, deviceOid: string): Markup {
  return writeDemographicsAnswer(existence, 'TEST_EXST', deviceOid, {
    attention: attentionLines(existence),
    observations: oppositions(existence),
  });
}

function oppositions({ record }: Existence): Markup {
  const { brisDeGlace, centre15 } = record?.choices ?? DEFAULT_CHOICES;
  return xml`${observation(OPPOSITION_BRIS_DE_GLACE, brisDeGlace === 'opposed')}${observation(
    OPPOSITION_ACCES_URGENCE,
    centre15 === 'opposed',
  )}`;
}

/** A caller whom the patient blocks is neither authorised nor administrator, whatever it was before. */
function attentionLines({ authorisation, blocked }: Existence): Markup {
  const ofCaller = authorisation === undefined ? 'NON_EXISTE' : 'VALIDE';
  const valid = {
    code: blocked ? 'INTERDIT' : ofCaller,
    codeSystem: AUTORISATION_VALUES,
  };
  return xml`<attentionLine><keyWordText${coded(AUTORISATION)}/><value xsi:type="CV"${coded(valid)}/></attentionLine><attentionLine><keyWordText${coded(
    STATUT_MT,
  )}/><value xsi:type="BL" value="${!blocked && authorisation?.medecinTraitant === true}"/></attentionLine>`;
}
