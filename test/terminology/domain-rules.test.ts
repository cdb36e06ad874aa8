import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { APPROVED, DEPRECATED } from '../../src/model/document-entry.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import { domainFolder, ProfileError } from '../../src/terminology/profiles.ts';
import { REGION, writeRegionalDomain } from '../support/regional-domain.ts';

describe('given the source of Carnet', () => {
  it('then nothing in it compares the name of a domain with anything but that of its folder', () => {
    const source = new URL('../../src/', import.meta.url);
    const compared = /rules\.name [!=]==|\.domain(\.name)? [!=]==|[!=]== '(dmp|ihe)'|case '(dmp|ihe)'/g;
    const found = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(new URL(file, source), 'utf8').matchAll(compared)].map(() => file));
    expect(found).to.deep.equal(['terminology/load-affinity-domain.ts']);
  });
});

describe('given a folder of profiles of an operator', () => {
  const folders: string[] = [];
  const written = (...changes: Parameters<typeof writeRegionalDomain>) => {
    const folder = writeRegionalDomain(...changes);
    folders.push(folder);
    return folder;
  };
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  const load = (profiles: string) => loadAffinityDomain(REGION.name, { profiles });

  it('then its domain is read from there, and those of the project are still to be had', () => {
    const profiles = written();
    expect(load(profiles).rules).to.include({ name: REGION.name, assertionResource: 'urn:region' });
    expect(load(profiles).folder.path).to.equal(join(profiles, REGION.name));
    expect(loadAffinityDomain('dmp', { profiles }).rules.name).to.equal('dmp');
  });

  it('then without it there is no such domain', () => {
    expect(() => loadAffinityDomain(REGION.name)).to.throw(ProfileError, "no affinity domain 'region'");
  });

  it('then an unknown name is told with the names of both places', () => {
    expect(() => domainFolder('other', written())).to.throw(ProfileError, '(there is: dmp, ihe, region)');
  });

  it('then a name that is taken stops the start', () => {
    const profiles = written({ name: 'ihe' });
    expect(() => load(profiles)).to.throw(
      ProfileError,
      `${join(profiles, 'ihe')}: profiles/ihe has this name already`,
    );
  });

  it('then a folder that is not there stops the start', () => {
    expect(() => load('/nowhere/profiles')).to.throw(ProfileError, '/nowhere/profiles: ENOENT');
  });

  const faulty: readonly (readonly [what: string, changes: object, more: object, sentence: string])[] = [
    ['an unknown rule', { colour: 'blue' }, {}, 'rules Unrecognized key: "colour"'],
    ['a rule that is missing', { folders: undefined }, {}, 'rules.folders Invalid input'],
    ['an unknown quirk', { tolerates: ['anything'] }, {}, 'rules.tolerates.0 Invalid option'],
    [
      'an unknown attribute',
      { requiredEntryAttributes: ['colour'] },
      {},
      'rules.requiredEntryAttributes.0 Invalid option',
    ],
    ['an unknown transaction', { transactions: ['ITI-99'] }, {}, 'rules.transactions.0 Invalid option'],
    ['an address of another face', { addresses: { '/fhir': ['registry'] } }, {}, 'is taken by another face'],
    ['that of the sign-in', { addresses: { '/sign-in/x': ['registry'] } }, {}, 'is taken by another face'],
    [
      'an address that is no path',
      { addresses: { 'xds/': ['registry'] } },
      {},
      'is no path such as /services',
    ],
    [
      'an authority that is no OID',
      { patientAuthorities: ['INS'] },
      {},
      'rules.patientAuthorities.0 is no OID',
    ],
    [
      'a matrix without assertions',
      { habilitation: 'matrix', assertion: 'optional' },
      {},
      "rules.habilitation 'matrix' needs assertion 'required'",
    ],
    [
      'a matrix without records',
      { habilitation: 'matrix', recordsRequired: false },
      {},
      "rules.habilitation 'matrix' needs recordsRequired",
    ],
    [
      'signed lots without assertions',
      { lotSignature: 'required', assertion: 'optional' },
      {},
      "rules.lotSignature 'required' needs assertion",
    ],
    [
      'signed lots without documents',
      { lotSignature: 'required', documentsRequired: false },
      {},
      "rules.lotSignature 'required' needs documentsRequired",
    ],
    [
      'signed lots with ITI-42',
      { lotSignature: 'required', transactions: ['ITI-42'] },
      {},
      "rules.lotSignature 'required' goes not with the transaction ITI-42",
    ],
    [
      'own documents of machines',
      { relationships: 'own-documents', assertion: 'optional' },
      {},
      "rules.relationships 'own-documents' needs assertion",
    ],
    [
      'the patient of no assertion',
      { searchWithoutPatient: 'patient-of-assertion', assertion: 'optional' },
      {},
      "rules.searchWithoutPatient 'patient-of-assertion' needs assertion",
    ],
    ['classes without tables', { classFollowsType: true }, {}, 'rules.classFollowsType needs associations'],
    [
      'a confidentiality that no code can have',
      { confidentiality: { exactlyOneOf: '1.2.3', atMost: 2 } },
      {},
      'rules.confidentiality.exactlyOneOf names a system',
    ],
    [
      'a default status that is unknown',
      {
        statuses: {
          known: ['urn:oasis:names:tc:ebxml-regrep:StatusType:Approved'],
          byDefault: ['urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated'],
        },
      },
      {},
      'rules.statuses.byDefault has a status',
    ],
    [
      'the existence of records that there are not',
      { recordsRequired: false, transactions: ['TD0.2'] },
      {},
      'rules.transactions of the DMP (TD…) need recordsRequired',
    ],
    [
      'a list of authorised records where there are none',
      { recordsRequired: false, transactions: ['TD0.4'] },
      {},
      'rules.transactions of the DMP (TD…) need recordsRequired',
    ],
    [
      'authorisations that nothing asks for',
      { transactions: ['TD0.3'] },
      {},
      "rules.transactions TD0.3, TD0.4, TD0.5, TD1.3b, TD1.4 and TD1.6 need habilitation 'matrix'",
    ],
    [
      'a list of the authorised that nothing asks for',
      { transactions: ['TD1.6'] },
      {},
      "rules.transactions TD0.3, TD0.4, TD0.5, TD1.3b, TD1.4 and TD1.6 need habilitation 'matrix'",
    ],
    [
      'removal where documents are hidden',
      { habilitation: 'matrix', assertion: 'required', assertionProfile: 'vihf', transactions: ['ITI-62'] },
      {},
      "rules.transactions ITI-62 and ITI-86 need habilitation 'open'",
    ],
    [
      'a feed of patients beside records',
      { patientFeed: 'open' },
      {},
      'rules.patientFeed goes not with recordsRequired',
    ],
    [
      'a feed that there is not',
      { transactions: ['ITI-44'] },
      {},
      "rules.transactions ITI-44 needs a patientFeed other than 'none'",
    ],
    [
      'a change to a status that is unknown',
      { statusChanges: [{ from: APPROVED, to: DEPRECATED }] },
      {},
      'rules.statusChanges has a status',
    ],
    [
      'a matrix without VIHF',
      { habilitation: 'matrix', assertionProfile: 'xua' },
      {},
      "rules.habilitation 'matrix' needs assertionProfile 'vihf'",
    ],
    [
      'signed lots without VIHF',
      { lotSignature: 'required', assertionProfile: 'xua' },
      {},
      "rules.lotSignature 'required' needs assertionProfile 'vihf'",
    ],
    ['folders in a domain of documents', { folders: true }, {}, 'rules.folders needs documentsRequired'],
    ['a value set without its file', {}, { freeAttributes: [] }, 'class-code.json: ENOENT'],
    ['association tables without files', {}, { associations: true }, 'type-class.json: ENOENT'],
  ];
  for (const [what, changes, more, sentence] of faulty) {
    it(`then ${what} stops the start, and the sentence names file and rule`, () => {
      const profiles = written(changes, more);
      const file = join(profiles, REGION.name);
      expect(() => load(profiles))
        .to.throw(ProfileError)
        .with.property('message')
        .that.includes(file)
        .and.includes(sentence);
    });
  }

  it('then a folder under another name than its domain stops the start', () => {
    const profiles = written();
    renameSync(join(profiles, REGION.name), join(profiles, 'other'));
    expect(() => loadAffinityDomain('other', { profiles })).to.throw(ProfileError, 'rules.name is region');
  });
});
