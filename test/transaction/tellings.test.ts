import { expect } from 'chai';
import { createAuthorizer } from '../../src/authorization/authorizer.ts';
import { readConfig } from '../../src/config.ts';
import { refuse } from '../../src/errors.ts';
import { code } from '../../src/model/code.ts';
import type { DocumentEntry } from '../../src/model/document-entry.ts';
import type { EmergencyChoice } from '../../src/model/record.ts';
import type { Right } from '../../src/model/right.ts';
import type { Subject } from '../../src/model/subject.ts';
import type { WriteCommand } from '../../src/store/store.ts';
import { loadAffinityDomain } from '../../src/terminology/load-affinity-domain.ts';
import type { TellingPolicy } from '../../src/transaction/tellings.ts';
import { type Outcome, type Refused, transactionRunner } from '../../src/transaction.ts';
import { callers } from '../fhir/callers.ts';
import { registration, sampleEntry } from '../store/sample.ts';
import { type DepositHouse, depositHouse } from '../support/deposit-house.ts';
import { CHARLOTTE as CHARLOTTE_INS, PATIENT_ID } from '../support/submission-builder.ts';

const VISIBILITY = '1.2.250.1.213.1.1.4.13';
const direct = (subject: Subject): Subject => ({ ...subject, mode: 'DIRECTE', patientId: PATIENT_ID });
const DOCTOR = direct(callers.medecin);
const NURSE = direct(callers.infirmier);
const TREATING = direct(callers.medecinTraitant);
const CHARLOTTE = callers.charlotte;
const REGULATOR: Subject = { ...DOCTOR, purpose: 'centre_15' };

describe('given a request that is granted', () => {
  let house: DepositHouse;
  let key: number;
  beforeEach(async () => {
    house = await depositHouse();
    key = house.record.patient.key;
    for (const { id, name } of [DOCTOR, NURSE, TREATING]) {
      await house.store.write([
        {
          kind: 'authorise',
          patientKey: key,
          authorisation: {
            holder: id,
            holderKind: 'professional',
            name,
            medecinTraitant: id === TREATING.id,
            since: new Date().toISOString(),
          },
        },
      ]);
    }
  });
  afterEach(() => house.close());

  const ask = async (
    right: Right,
    subject: Subject,
    outcome: Partial<Outcome<string>> | Refused = {},
    policy: TellingPolicy['policy'] = 'first-access',
  ) => {
    const config = readConfig({
      CARNET_REGULATION_STRUCTURES: `${REGULATOR.structure?.id},${REGULATOR.id}`,
    });
    const execute = transactionRunner({
      store: house.store,
      authorizer: createAuthorizer({ config, domain: loadAffinityDomain('dmp') }),
      recordsRequired: true,
      keepsQueries: false,
      oneTimeAssertions: undefined,
      tells: { policy },
      log: () => {},
    });
    return execute(
      {
        event: 'ITI-18',
        action: 'R',
        right,
        record: () => ({ patientId: PATIENT_ID }),
        run: async () => ('refused' in outcome ? outcome : { answer: 'done', documents: [], ...outcome }),
      },
      undefined,
      { subject, from: '127.0.0.1', requestId: 'r', at: new Date().toISOString() },
    );
  };
  let version = 0;
  /** A document, or the next version of its metadata where it has been deposited before. */
  const deposit = (entry: Partial<DocumentEntry>, subject: Subject = DOCTOR) => {
    version += 1;
    return ask('document.deposit', subject, {
      writes: [registration(key, [sampleEntry({ version, ...entry })])],
    });
  };
  /** Who is told what, in the order of queueing; taken out of the queue. */
  const told = async () => {
    const claimant = Math.random().toString();
    const at = new Date().toISOString();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await house.store.write([{ kind: 'claim-notifications', claimant, at, until, limit: 99 }]);
    const claimed = await house.store.notifications.claimed(claimant);
    return claimed.map(({ recipient, message }) =>
      'professional' in recipient ? `${message.kind} ${recipient.professional}` : message.kind,
    );
  };
  const choose = (choices: { centre15?: EmergencyChoice }): Promise<unknown> =>
    house.store.write([{ kind: 'set-choices', patientKey: key, choices }]);

  it('then the first search of each professional is told, and no later one', async () => {
    await ask('document.search', DOCTOR);
    await ask('document.search', DOCTOR);
    await ask('document.read', DOCTOR);
    await ask('document.search', NURSE);
    expect(await told()).to.deep.equal(['first-access', 'first-access']);
  });

  it('then what is handed out is told and traced as granted, though something hidden was asked for beside it', async () => {
    const handedOut = { documents: ['1.2.3'], refusedQuietly: true, inPart: true };
    await ask('document.read', REGULATOR, handedOut);
    await ask('document.read', NURSE, handedOut);
    expect(await told()).to.deep.equal([
      'emergency-access',
      `emergency-access-medecin-traitant ${TREATING.id}`,
      'first-access',
    ]);
    const traces = await house.store.events.ofPatient(key, { limit: 2, offset: 0 });
    expect(traces.map(({ granted, reason }) => `${granted} ${reason}`)).to.deep.equal([
      'true granted-in-part',
      'true granted-in-part',
    ]);
  });

  it('then of many first searches at once one is told', async () => {
    await Promise.all(Array.from({ length: 12 }, () => ask('document.search', DOCTOR)));
    expect(await told()).to.deep.equal(['first-access']);
  });

  it('then a look whether the record exists, an authorisation and a deposit are no access', async () => {
    await ask('record.existence', DOCTOR);
    await ask('record.authorise', DOCTOR);
    await ask('document.deposit', DOCTOR);
    await ask('patient.read', DOCTOR);
    expect(await told()).to.deep.equal([]);
  });

  it('then the patient is told nothing of what the patient does', async () => {
    await ask('document.search', CHARLOTTE);
    const writes = [registration(key, [sampleEntry({ logicalId: 'urn:uuid:own' })])];
    await ask('document.search', CHARLOTTE, { writes });
    expect(await told()).to.deep.equal([]);
    // Nor later, when a professional changes something of it.
    await deposit({ logicalId: 'urn:uuid:own', version: 2 });
    expect(await told()).to.deep.equal([]);
  });

  it('then each document that was added is told, once', async () => {
    const writes = [registration(key, [sampleEntry({ logicalId: 'urn:uuid:a' }), sampleEntry()])];
    await ask('document.deposit', DOCTOR, { writes });
    await deposit({ logicalId: 'urn:uuid:a', version: 2 });
    expect(await told()).to.deep.equal(['document-added', 'document-added']);
  });

  it('then a masked document is told: the patient sees it', async () => {
    await deposit({
      confidentialityCodes: [code('N', '2.16.840.1.113883.5.25'), code('MASQUE_PS', VISIBILITY)],
    });
    expect(await told()).to.deep.equal(['document-added']);
  });

  for (const hidden of ['INVISIBLE_PATIENT', 'NOPAT', 'INVISIBLE_REPRESENTANTS_LEGAUX']) {
    it(`then a document that is ${hidden} is not told until it is no longer`, async () => {
      const logicalId = 'urn:uuid:hidden';
      await deposit({ logicalId, confidentialityCodes: [code(hidden, VISIBILITY)] });
      expect(await told()).to.deep.equal([]);
      await deposit({ logicalId });
      await deposit({ logicalId });
      expect(await told()).to.deep.equal(['document-added']);
    });
  }

  const secret = { ...DOCTOR, secretConnection: true };
  const makeMinor = () =>
    house.store.write([
      {
        kind: 'feed-patient',
        identifiers: [CHARLOTTE_INS],
        traits: { birthDate: `${new Date().getUTCFullYear() - 17}-01-01` },
        at: new Date().toISOString(),
      },
    ]);

  it('then what is done under the secret connection of a minor is not told', async () => {
    await makeMinor();
    await ask('document.search', secret);
    await deposit({ logicalId: 'urn:uuid:secret' }, secret);
    await deposit({ logicalId: 'urn:uuid:secret' });
    expect(await told()).to.deep.equal([]);
    await ask('document.search', DOCTOR);
    expect(await told()).to.deep.equal(['first-access']);
  });

  it('then a secret connection that is claimed for an adult silences nothing', async () => {
    await ask('document.search', secret);
    await deposit({ logicalId: 'urn:uuid:secret' }, secret);
    await ask('document.search', { ...REGULATOR, secretConnection: true });
    await ask('document.read', secret, {}, 'every-action');
    expect(await told()).to.deep.equal([
      'first-access',
      'document-added',
      'emergency-access',
      `emergency-access-medecin-traitant ${TREATING.id}`,
      'action',
    ]);
  });

  it('then an emergency in secret is told to the médecin traitant of a minor, and a later one in the open to the patient', async () => {
    await makeMinor();
    await ask('document.search', { ...REGULATOR, secretConnection: true });
    expect(await told()).to.deep.equal([`emergency-access-medecin-traitant ${TREATING.id}`]);
    await ask('document.search', REGULATOR);
    expect(await told()).to.deep.equal(['emergency-access']);
  });

  it('then an emergency is told to the patient and the médecin traitant, once', async () => {
    await ask('document.search', REGULATOR);
    await ask('document.read', REGULATOR);
    await ask('document.search', DOCTOR);
    expect(await told()).to.deep.equal([
      'emergency-access',
      `emergency-access-medecin-traitant ${TREATING.id}`,
    ]);
  });

  it('then every opening of the record by bris de glace is told, and its reads are not told again', async () => {
    await ask('record.open-access', DOCTOR);
    await ask('record.open-access', DOCTOR);
    expect((await told()).filter((kind) => kind === 'emergency-access')).to.have.length(2);
  });

  it('then with the policy every-action each action is told, and a deposit by its documents', async () => {
    await ask('document.search', DOCTOR, {}, 'every-action');
    await ask('document.read', DOCTOR, {}, 'every-action');
    const writes = [registration(key, [sampleEntry()])];
    await ask('document.deposit', DOCTOR, { writes }, 'every-action');
    await ask('record.existence', DOCTOR, {}, 'every-action');
    expect(await told()).to.deep.equal(['action', 'action', 'document-added']);
    await ask('document.search', REGULATOR, {}, 'every-action');
    await ask('document.read', REGULATOR, {}, 'every-action');
    expect((await told()).filter((kind) => kind === 'emergency-access')).to.have.length(2);
  });

  describe('and that comes to nothing', () => {
    it('then nothing is told of a refusal by the decision', async () => {
      await choose({ centre15: 'opposed' });
      await ask('document.search', REGULATOR);
      await ask('document.search', { ...DOCTOR, id: '810000000099' });
      expect(await told()).to.deep.equal([]);
    });

    it('then nothing is told of a refusal by the rules, nor of what is refused quietly', async () => {
      await ask('document.deposit', DOCTOR, refuse('XDSRegistryMetadataError', 'no'));
      await ask('document.read', DOCTOR, { refusedQuietly: true });
      expect(await told()).to.deep.equal([]);
    });

    it('then nothing is told of a deposit that conflicts with another', async () => {
      const entry = sampleEntry({ logicalId: 'urn:uuid:one' });
      await ask('document.deposit', DOCTOR, { writes: [registration(key, [entry])] });
      expect(await told()).to.deep.equal(['document-added']);
      const again: WriteCommand = registration(key, [{ ...entry, logicalId: 'urn:uuid:two' }]);
      await ask('document.deposit', DOCTOR, { writes: [again], onConflict: async () => 'already-done' });
      await ask('document.deposit', DOCTOR, {
        writes: [again],
        onConflict: async () => refuse('XDSNonIdenticalHash', 'other'),
      });
      expect(await told()).to.deep.equal([]);
    });

    it('then nothing is told of a closed record (NOT-10, LC-27)', async () => {
      await house.store.write([{ kind: 'close-record', patientKey: key, at: new Date().toISOString() }]);
      await deposit({});
      await ask('document.search', DOCTOR);
      expect(await told()).to.deep.equal([]);
    });
  });
});
