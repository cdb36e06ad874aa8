import type { AnyInteraction } from '../fhir/routing.ts';
import { askCode } from '../records/enrolment/ask-code.ts';
import {
  activateWithCode,
  type EnrolmentHost,
  opposeWithCode,
} from '../records/enrolment/decide-with-code.ts';
import { activateDependant, listDependants, opposeForDependant } from '../records/enrolment/dependants.ts';
import { askErasure, closeRecord, reopenRecord, withdrawErasure } from '../records/enrolment/dispose.ts';
import { endSharingDependant, shareDependant } from '../records/enrolment/sharing.ts';

/** The operations on Patient by which records begin and end, in a domain that has records. */
export function enrolmentInteractions(host: EnrolmentHost): AnyInteraction[] {
  return [
    activateWithCode(host),
    opposeWithCode(host),
    askCode(host),
    listDependants(host),
    activateDependant(host),
    opposeForDependant(host),
    shareDependant(host),
    endSharingDependant(host),
    closeRecord(),
    reopenRecord(),
    askErasure(host),
    withdrawErasure(),
  ];
}
