import { expect } from 'chai';
import fc from 'fast-check';
import { decide } from '../../src/authorization/decide.ts';
import type { Question } from '../../src/authorization/decision.ts';
import { type DocumentFacts, isVisible } from '../../src/authorization/document-visible.ts';
import { type Policy, readPolicy } from '../../src/authorization/policy.ts';
import { code, codeKey } from '../../src/model/code.ts';
import { APPROVED, ARCHIVED, DELETED, DEPRECATED } from '../../src/model/document-entry.ts';
import { NO_STANDING } from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import type { ScopeFacts } from '../../src/model/scope.ts';
import { domainFolder } from '../../src/terminology/profiles.ts';
import { standingWith } from './asking.ts';
import {
  authorised,
  HOSPITAL,
  PATIENT_KEY,
  patient,
  professional,
  ROLES,
  record,
  SAMU,
  SYSTEMS,
  staff,
  structure,
} from './people.ts';

const policy: Policy = readPolicy(domainFolder('dmp'), {
  matrix: '2025-09',
  socialRoles: false,
  regulationStructures: [SAMU.id, professional([]).id, staff.id],
  brisDeGlace: 'reason',
  mask: 'own',
});
const AT = '2026-11-22T10:00:00.000Z';

const rights = fc.constantFrom<Right[]>(
  'record.existence',
  'record.authorise',
  'record.withdraw',
  'document.deposit',
  'document.search',
  'document.reference',
  'document.read',
  'document.update',
  'patient.read',
  'vaccination.read',
  'trace.read',
);
const modes = fc.constantFrom('DIRECTE', 'INDIRECTE_RENFORCEE', 'PRO_SANTE_CONNECT' as const);
const purposes = fc.constantFrom('normal', 'centre_15', 'bris_de_glace' as const);
const circumstances = fc.record({
  mode: modes,
  purpose: purposes,
  structure: fc.constantFrom(HOSPITAL, SAMU),
  reason: fc.constantFrom('', 'Inconscient'),
});
const roleSystems = fc.constantFrom(...Object.values(SYSTEMS), '1.2.3');
const role = fc.record({ code: fc.string(), system: roleSystems, names: fc.constant([]) });
const someone = fc
  .tuple(fc.constantFrom(...Object.values(ROLES)), circumstances)
  .map(([roles, more]) => professional(roles, more));
const subjects = fc.oneof(someone, fc.constantFrom(structure, staff, patient));
const authorisations = fc.option(
  fc.record({
    holderKind: fc.constantFrom('professional', 'structure' as const),
    holder: fc.constantFrom(authorised().holder, HOSPITAL.id, '8'),
    medecinTraitant: fc.boolean(),
  }),
  { nil: undefined },
);
const types = fc.oneof(
  fc.constantFrom(...policy.matrices.at(AT).typesOf(1)),
  fc.constantFrom('ASTM|E1762', '1.2.250.1.213.1.1.4.12|EXPORT_DUI', '|'),
);
const documents: fc.Arbitrary<DocumentFacts> = fc.record({
  patient: fc.constantFrom(PATIENT_KEY, 8),
  type: types.map((key) => code(key.slice(key.indexOf('|') + 1), key.slice(0, key.indexOf('|')))),
  confidentiality: fc.subarray(['N', 'MASQUE_PS', 'INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX']),
  status: fc.constantFrom(APPROVED, DEPRECATED, ARCHIVED, DELETED),
  latest: fc.boolean(),
  depositor: fc.constantFrom(authorised().holder, '8'),
  authorIds: fc.subarray([authorised().holder, '8']),
  institutionIds: fc.subarray([HOSPITAL.id]),
});

function scopeOf(question: Question): ScopeFacts | undefined {
  const decision = decide(question, policy);
  return decision.granted ? decision.scope : undefined;
}

describe('given any question', () => {
  it('then a profession that no nomenclature has is granted nothing of its own', () => {
    const unknown = fc.oneof(
      role.filter(({ code: value, system }) => !isProfession(system, value)).map((first) => [first]),
      fc.tuple(
        role.filter(({ code: value, system }) => !isProfession(system, value)),
        fc.constantFrom(...ROLES.educateur, ...ROLES.medecin),
      ),
    );
    fc.assert(
      fc.property(rights, unknown, circumstances, (right, roles, more) => {
        // A deposit with a token is the act of the structure, whoever the professional is.
        fc.pre(!(right === 'document.deposit' && more.mode === 'PRO_SANTE_CONNECT'));
        const question = {
          right,
          subject: professional(roles, more),
          record,
          standing: { authorisation: authorised() },
          at: AT,
        };
        expect(decide(question, policy).granted).to.equal(false);
      }),
    );
  });

  it('then a policy that fails grants nothing that depends on it', () => {
    const broken = new Proxy({} as Policy, {
      get() {
        throw new Error('policy');
      },
    });
    const helped = subjects.filter(({ kind }) => kind !== 'patient');
    fc.assert(
      fc.property(rights, helped, (right, subject) => {
        const question = { right, subject, record, standing: { authorisation: authorised() }, at: AT };
        const decision = decide(question, broken);
        // In centre_15 and elsewhere the first look at the policy fails; a deposit in normal mode fails at its table.
        expect(decision.granted).to.equal(false);
      }),
    );
  });

  it('then taking an authorisation away, or the title of médecin traitant, shows no document more', () => {
    fc.assert(
      fc.property(rights, subjects, authorisations, documents, (right, subject, given, document) => {
        const authorisation = given === undefined ? undefined : authorised(given);
        const question = { right, subject, record, standing: standingWith(authorisation), at: AT };
        const more = scopeOf(question);
        const lesser = [
          { ...question, standing: NO_STANDING },
          ...(authorisation === undefined
            ? []
            : [{ ...question, standing: { authorisation: { ...authorisation, medecinTraitant: false } } }]),
        ];
        for (const scope of lesser.map(scopeOf)) {
          if (scope !== undefined && isVisible(scope, document))
            expect(more !== undefined && isVisible(more, document)).to.equal(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('then what the patient closes shows no document more, whatever else the patient chose', () => {
    const emergency = fc.constantFrom('opposed', 'allowed', 'allowed-with-masked' as const);
    const chosen = fc.record({ brisDeGlace: emergency, centre15: emergency, maskAll: fc.boolean() });
    const opened = {
      professional: authorised().holder,
      reason: 'Inconscient',
      openedAt: '2026-11-22T08:00:00.000Z',
      until: '2026-11-22T12:00:00.000Z',
    };
    fc.assert(
      fc.property(
        rights,
        subjects,
        authorisations,
        chosen,
        documents,
        (right, subject, given, choices, document) => {
          const authorisation = given === undefined ? undefined : authorised(given);
          const standing = { ...standingWith(authorisation), opened };
          const question = { right, subject, record: { ...record, choices }, standing, at: AT };
          const shows = (changed: Partial<Question>) => {
            const scope = scopeOf({ ...question, ...changed });
            return scope !== undefined && isVisible(scope, document);
          };
          const closing = (more: Partial<typeof choices>) => ({
            record: { ...record, choices: { ...choices, ...more } },
          });
          const blocked = { professional: subject.id, since: AT };
          const closed = [
            closing({ maskAll: true }),
            closing({ brisDeGlace: 'opposed', centre15: 'opposed' }),
            ...(choices.brisDeGlace === 'opposed' ? [] : [closing({ brisDeGlace: 'allowed' })]),
            ...(choices.centre15 === 'opposed' ? [] : [closing({ centre15: 'allowed' })]),
          ];
          for (const changed of closed) if (shows(changed)) expect(shows({})).to.equal(true);
          if (subject.kind !== 'patient')
            expect(shows({ standing: { ...standing, blocked } })).to.equal(false);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('then its scope shows a document exactly when the rules on that document say so', () => {
    const groups = [
      [ROLES.medecin, 1],
      [ROLES.infirmier, 6],
      [ROLES.kinesitherapeute, 7],
      [ROLES.psychomotricien, 10],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...groups),
        circumstances,
        fc.boolean(),
        documents,
        ([roles, group], more, medecinTraitant, document) => {
          const subject = professional(roles, more);
          const authorisation = authorised({ medecinTraitant });
          const standing = { authorisation };
          const question = { right: 'document.read', subject, record, standing, at: AT } as const;
          const scope = scopeOf(question);
          const open =
            more.purpose === 'normal' ||
            (more.purpose === 'centre_15' ? more.structure === SAMU : more.reason !== '');
          expect(scope !== undefined).to.equal(open);
          if (scope === undefined) return;
          const masked = document.confidentiality.includes('MASQUE_PS');
          const mayUnmask =
            more.purpose === 'normal' &&
            (document.authorIds.includes(subject.id) ||
              document.depositor === subject.id ||
              (medecinTraitant && group === 1));
          const expected =
            document.patient === PATIENT_KEY &&
            policy.matrices.at(AT).typesOf(group).includes(codeKey(document.type)) &&
            document.latest &&
            document.status !== DELETED &&
            (!masked || mayUnmask);
          expect(isVisible(scope, document)).to.equal(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('then a patient sees exactly what is not deleted and not kept from the patient', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const question = {
          right: 'document.read',
          subject: patient,
          record,
          standing: NO_STANDING,
          at: AT,
        } as const;
        const scope = scopeOf(question);
        const expected =
          document.patient === PATIENT_KEY &&
          document.latest &&
          document.status !== DELETED &&
          !document.confidentiality.includes('INVISIBLE_PATIENT');
        expect(scope !== undefined && isVisible(scope, document)).to.equal(expected);
      }),
    );
  });

  it('then a reference search shows those who may not search their own documents and no others', () => {
    const unauthorised = fc.constantFrom(
      professional(ROLES.medecin),
      professional(ROLES.kinesitherapeute),
      professional(ROLES.medecinTravail),
      professional(ROLES.technicien),
      professional(ROLES.educateur),
      structure,
      staff,
    );
    fc.assert(
      fc.property(unauthorised, documents, (subject, document) => {
        const right = 'document.reference';
        const scope = scopeOf({ right, subject, record, standing: NO_STANDING, at: AT });
        const asStructure = subject.kind !== 'professional' || subject.roles === ROLES.educateur;
        const own = asStructure
          ? document.institutionIds.includes(HOSPITAL.id)
          : document.authorIds.includes(subject.id) || document.depositor === subject.id;
        const expected =
          own && document.patient === PATIENT_KEY && document.latest && document.status !== DELETED;
        expect(scope !== undefined && isVisible(scope, document)).to.equal(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('then a structure and a CPE see no document but their own, to refer to it or change it, whatever they ask', () => {
    fc.assert(
      fc.property(
        rights,
        fc.constantFrom(structure, staff),
        authorisations,
        documents,
        (right, subject, given, document) => {
          const authorisation = given === undefined ? undefined : authorised(given);
          const scope = scopeOf({ right, subject, record, standing: standingWith(authorisation), at: AT });
          const ownOnly = right === 'document.reference' || right === 'document.update';
          fc.pre(!(ownOnly && document.institutionIds.includes(HOSPITAL.id)));
          expect(scope !== undefined && isVisible(scope, document)).to.equal(false);
        },
      ),
    );
  });
});

function isProfession(system: string, value: string): boolean {
  return policy.professions.professions.some(
    ([name = '', ...codes]) => policy.professions.systems[name] === system && codes.includes(value),
  );
}
