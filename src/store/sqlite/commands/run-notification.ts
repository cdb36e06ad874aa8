import type { NotificationCommand } from '../../notifications.ts';
import type { Sql } from '../connection.ts';
import { forgetContact, keepContact } from './contacts.ts';
import { claimNotifications, queueStatement, settleNotification } from './deliver-notifications.ts';
import { queueNotification } from './queue-notification.ts';
import { tellAccess, tellDocuments, tellEmergency } from './tell-patient.ts';

/** Carries out one command of notifications. None of them stands against the unit that it is in. */
export function runNotification(sql: Sql, command: NotificationCommand): undefined {
  switch (command.kind) {
    case 'notify':
      queueNotification(sql, command.notification, command.at);
      return;
    case 'tell-documents':
      tellDocuments(sql, command);
      return;
    case 'tell-access':
      tellAccess(sql, command);
      return;
    case 'tell-emergency':
      tellEmergency(sql, command);
      return;
    case 'keep-contact':
      keepContact(sql, command.contact);
      return;
    case 'forget-contact':
      forgetContact(sql, command);
      return;
    case 'claim-notifications':
      claimNotifications(sql, command);
      return;
    case 'settle-notification':
      settleNotification(sql, command);
      return;
    case 'queue-statement':
      queueStatement(sql, command);
      return;
    default:
      throw new Error(`unknown command ${(command satisfies never as { kind: string }).kind}`);
  }
}
