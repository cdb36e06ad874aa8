import { actorOf, codeOf, idsOf, present, valueAttribute, words } from '../cda/elements.ts';
import { type Refusal, refuse } from '../errors.ts';
import { type Code, display } from '../model/code.ts';
import { tsToDtm } from '../model/instant.ts';
import { MESSAGE_LIMITS, type XmlLimits } from '../xml/limits.ts';
import { parseXmlInTurns, XmlError } from '../xml/parse.ts';
import { attribute, descendants, element, elements, path, type XmlElement } from '../xml/tree.ts';
import { type Narrative, narrativeOf, textOf } from './narrative.ts';
import { productCodes } from './product-codes.ts';
import { CIS, type Vaccination, type VaccinationReading } from './vaccination.ts';

const FR_VACCINATION = '1.2.250.1.213.1.1.3.45';
const IHE_IMMUNIZATION = '1.3.6.1.4.1.19376.1.5.3.1.4.12';
const ABSENCE = '2.16.840.1.113883.5.1150.1';
/** The product "none", with which older statements of the health insurance say the same. */
const NO_PRODUCT = { code: '02276797', system: '1.2.250.1.213.2.63' };
const RANK = '30973-2';
const COMMENT = '48767-8';

/** The largest document that is searched for vaccinations, and the most it may hold. */
const LIMITS: XmlLimits = MESSAGE_LIMITS;
const MOST = 500;

function isVaccination(node: XmlElement): boolean {
  return (
    node.local === 'substanceAdministration' &&
    attribute(node, 'moodCode') === 'EVN' &&
    elements(node, 'templateId').some((template) =>
      [FR_VACCINATION, IHE_IMMUNIZATION].includes(attribute(template, 'root') ?? ''),
    )
  );
}

/** The entries that hang on this one by a relationship, with the element that holds each. */
function related(entry: XmlElement, type: string, local: string): XmlElement[] {
  return elements(entry, 'entryRelationship')
    .filter((relationship) => attribute(relationship, 'typeCode') === type)
    .flatMap((relationship) => elements(relationship, local));
}

function rankOf(entry: XmlElement): number | undefined {
  const observation = related(entry, 'SUBJ', 'observation').find(
    (node) => attribute(element(node, 'code'), 'code') === RANK,
  );
  const value = valueAttribute(element(observation, 'value'));
  return value !== undefined && /^[1-9][0-9]{0,2}$/.test(value) ? Number(value) : undefined;
}

function commentOf(entry: XmlElement, narrative: Narrative): string | undefined {
  const act = related(entry, 'SUBJ', 'act').find(
    (node) => attribute(element(node, 'code'), 'code') === COMMENT,
  );
  return textOf(element(act, 'text'), narrative);
}

function reactionsOf(entry: XmlElement, narrative: Narrative): Vaccination['reactions'] {
  return related(entry, 'CAUS', 'observation').map((node) => {
    const value = element(node, 'value');
    const code = codeOf(value);
    const time =
      valueAttribute(path(node, 'effectiveTime', 'low')) ?? valueAttribute(element(node, 'effectiveTime'));
    return {
      ...present('code', code),
      ...present('text', textOf(element(node, 'text'), narrative) ?? (code && display(code))),
      ...present('date', time === undefined ? undefined : tsToDtm(time)),
    };
  });
}

function doseOf(entry: XmlElement): Vaccination['dose'] {
  const quantity = element(entry, 'doseQuantity');
  const value = valueAttribute(quantity);
  if (value === undefined || !/^[0-9]+(\.[0-9]+)?$/.test(value)) return undefined;
  return { value: Number(value), ...present('unit', attribute(quantity, 'unit')) };
}

function statusOf(entry: XmlElement): Vaccination['status'] {
  if (attribute(entry, 'negationInd') === 'true') return 'not-done';
  const status = attribute(element(entry, 'statusCode'), 'code') ?? 'completed';
  if (status === 'nullified') return 'entered-in-error';
  return status === 'completed' ? 'completed' : 'not-done';
}

function vaccinationOf(entry: XmlElement, index: number, narrative: Narrative): Vaccination {
  const product = path(entry, 'consumable', 'manufacturedProduct');
  const material = element(product, 'manufacturedMaterial');
  const products = productCodes(material);
  const productName =
    products.find((code) => code.system === CIS)?.names[0]?.value ??
    words(element(material, 'name')) ??
    products.find((code) => code.names.length > 0)?.names[0]?.value ??
    textOf(path(material, 'code', 'originalText'), narrative) ??
    textOf(element(entry, 'text'), narrative);
  const time = element(entry, 'effectiveTime');
  const date = valueAttribute(time) ?? valueAttribute(element(time, 'low'));
  const performer = element(entry, 'performer');
  const author = element(entry, 'author');
  return {
    index,
    ids: idsOf(entry),
    status: statusOf(entry),
    ...present('act', codeOf(element(entry, 'code'))),
    ...present('date', date === undefined ? undefined : tsToDtm(date)),
    products,
    ...present('productName', productName),
    ...present('lot', words(element(material, 'lotNumberText'))),
    ...present('manufacturer', words(path(product, 'manufacturerOrganization', 'name'))),
    ...present('route', codeOf(element(entry, 'routeCode'))),
    ...present('site', codeOf(element(entry, 'approachSiteCode'))),
    ...present('dose', doseOf(entry)),
    ...present('performer', performer === undefined ? undefined : actorOf(performer)),
    ...present('author', author === undefined ? undefined : actorOf(author)),
    ...present('rank', rankOf(entry)),
    reactions: reactionsOf(entry, narrative),
    ...present('comment', commentOf(entry, narrative)),
  };
}

/** The statement of an entry that stands where a vaccination would, to say that there is none. */
function absenceOf(entry: XmlElement): Code | undefined {
  const act = codeOf(element(entry, 'code'));
  if (act?.system === ABSENCE) return act;
  const product = codeOf(path(entry, 'consumable', 'manufacturedProduct', 'manufacturedMaterial', 'code'));
  return product?.code === NO_PRODUCT.code && product.system === NO_PRODUCT.system ? product : undefined;
}

/**
 * Reads the vaccinations of a CDA document: FR-Vaccination entries of any section (CI-SIS), and those of IHE PCC Immunizations.
 * @returns them in document order, or InvalidDocumentContent: not well formed, larger than a message may be, too many.
 */
export async function readVaccinations(bytes: Uint8Array): Promise<VaccinationReading | Refusal> {
  try {
    return vaccinationsOf(await parseXmlInTurns(bytes, LIMITS));
  } catch (error) {
    if (error instanceof XmlError)
      return refuse('InvalidDocumentContent', `CDA: ${error.kind}: ${error.message}`);
    throw error;
  }
}

/** The same of a document that has been parsed. */
export function vaccinationsOf(document: XmlElement): VaccinationReading | Refusal {
  const narrative = narrativeOf(document);
  const vaccinations: Vaccination[] = [];
  const absences: Code[] = [];
  for (const node of descendants(document)) {
    if (!isVaccination(node)) continue;
    const absence = absenceOf(node);
    if (absence !== undefined) absences.push(absence);
    else vaccinations.push(vaccinationOf(node, vaccinations.length, narrative));
    if (vaccinations.length + absences.length > MOST) {
      return refuse('InvalidDocumentContent', `more than ${MOST} vaccinations`);
    }
  }
  return { vaccinations, absences };
}
