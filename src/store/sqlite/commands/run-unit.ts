import { type Conflict, isConflict, type WriteCommand, type WriteReceipt } from '../../store.ts';
import type { Sql } from '../connection.ts';
import { addIdentifier } from './add-identifier.ts';
import { admitPatient } from './admit-patient.ts';
import { authorise, withdraw } from './authorise.ts';
import { changeUsualName } from './change-usual-name.ts';
import { createRecord } from './create-record.ts';
import {
  countTry,
  createAccount,
  forgetTries,
  issueTicket,
  sendCode,
  useCode,
  useTicket,
} from './credentials.ts';
import { deliverEvents } from './deliver-events.ts';
import { addToDirectory, forgetDirectory, publishDirectory } from './directory.ts';
import { runEnrolment } from './enrolment/run-enrolment.ts';
import { feedPatient } from './feed-patient.ts';
import { mergePatients } from './merge-patients.ts';
import { decideForRecord } from './record-choices.ts';
import { recordEvent } from './record-event.ts';
import { activateRecord, closeRecord } from './record-state.ts';
import { register } from './register.ts';
import { forgetContent, removeContent } from './remove-content.ts';
import { removeObjects } from './remove-objects.ts';
import { runNotification } from './run-notification.ts';
import { consumeArtifact, dropArtifact, dropGrant, keepArtifact } from './sign-in-artifacts.ts';
import { useAssertion } from './use-assertion.ts';

/** Carries out the commands of a unit in order, up to the first conflict. The caller undoes what a conflict leaves behind. */
export function runUnit(sql: Sql, unit: readonly WriteCommand[]): WriteReceipt | Conflict {
  let receipt: WriteReceipt = {};
  for (const command of unit) {
    const result = runCommand(sql, command, receipt);
    if (isConflict(result)) return result;
    if (result !== undefined) receipt = result;
  }
  return receipt;
}

function runCommand(
  sql: Sql,
  command: WriteCommand,
  { patientKey: admitted }: WriteReceipt,
): WriteReceipt | Conflict | undefined {
  switch (command.kind) {
    case 'register':
      return register(sql, command, admitted);
    case 'admit-patient':
      return admitPatient(sql, command);
    case 'remove-objects':
      return removeObjects(sql, command);
    case 'remove-content':
      return removeContent(sql, command);
    case 'forget-content':
      forgetContent(sql, command);
      return undefined;
    case 'create-record':
      return createRecord(sql, command);
    case 'feed-patient':
      return feedPatient(sql, command);
    case 'merge-patients':
      return mergePatients(sql, command);
    case 'import-affiliate':
    case 'start-campaign':
    case 'issue-code':
    case 'enrol':
    case 'oppose':
    case 'share-child':
    case 'end-sharing':
    case 'reopen-record':
    case 'ask-erasure':
    case 'end-erasure':
      return runEnrolment(sql, command);
    case 'change-usual-name':
      return changeUsualName(sql, command);
    case 'add-identifier':
      return addIdentifier(sql, command);
    case 'activate-record':
      return activateRecord(sql, command);
    case 'close-record':
      return closeRecord(sql, command);
    case 'authorise':
      return authorise(sql, command);
    case 'withdraw':
      return withdraw(sql, command);
    case 'set-choices':
    case 'block':
    case 'unblock':
    case 'open-access':
    case 'name-medecin-traitant':
    case 'dismiss-medecin-traitant':
      return decideForRecord(sql, command);
    case 'add-to-directory':
      addToDirectory(sql, command);
      return undefined;
    case 'publish-directory':
      publishDirectory(sql, command);
      return undefined;
    case 'forget-directory':
      forgetDirectory(sql, command);
      return undefined;
    case 'use-assertion':
      return useAssertion(sql, command);
    case 'record-event':
      recordEvent(sql, command);
      return undefined;
    case 'issue-ticket':
      issueTicket(sql, command);
      return undefined;
    case 'use-ticket':
      return useTicket(sql, command);
    case 'create-account':
      return createAccount(sql, command);
    case 'send-code':
      sendCode(sql, command);
      return undefined;
    case 'use-code':
      return useCode(sql, command);
    case 'count-try':
      return countTry(sql, command);
    case 'forget-tries':
      forgetTries(sql, command);
      return undefined;
    case 'keep-artifact':
      keepArtifact(sql, command);
      return undefined;
    case 'consume-artifact':
      return consumeArtifact(sql, command);
    case 'drop-artifact':
      dropArtifact(sql, command);
      return undefined;
    case 'drop-grant':
      dropGrant(sql, command);
      return undefined;
    case 'notify':
    case 'tell-documents':
    case 'tell-access':
    case 'tell-emergency':
    case 'keep-contact':
    case 'forget-contact':
    case 'claim-notifications':
    case 'settle-notification':
    case 'queue-statement':
      return runNotification(sql, command);
    case 'deliver-events':
      deliverEvents(sql, command);
      return undefined;
    default:
      throw new Error(`unknown command ${(command satisfies never as { kind: string }).kind}`);
  }
}
