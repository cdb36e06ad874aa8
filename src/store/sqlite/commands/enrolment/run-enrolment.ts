import type { EnrolmentCommand } from '../../../enrolment.ts';
import type { Conflict, WriteReceipt } from '../../../store.ts';
import type { Sql } from '../../connection.ts';
import { enrol, issueCode, oppose, reopenRecord, startCampaign } from './change-enrolment.ts';
import { askErasure, endErasure } from './erasure.ts';
import { importAffiliate } from './import-affiliate.ts';
import { endFormerSharing, endSharing, shareChild } from './share-child.ts';

export function runEnrolment(sql: Sql, command: EnrolmentCommand): WriteReceipt | Conflict | undefined {
  switch (command.kind) {
    case 'import-affiliate': {
      const conflict = importAffiliate(sql, command);
      if (conflict === undefined) endFormerSharing(sql, command);
      return conflict;
    }
    case 'start-campaign':
      startCampaign(sql, command);
      return undefined;
    case 'issue-code':
      return issueCode(sql, command);
    case 'enrol':
      return enrol(sql, command);
    case 'oppose':
      return oppose(sql, command);
    case 'share-child':
      return shareChild(sql, command);
    case 'end-sharing':
      endSharing(sql, command);
      return undefined;
    case 'reopen-record':
      return reopenRecord(sql, command);
    case 'ask-erasure':
      return askErasure(sql, command);
    case 'end-erasure':
      return endErasure(sql, command);
    default:
      throw new Error(`unknown command ${(command satisfies never as { kind: string }).kind}`);
  }
}
