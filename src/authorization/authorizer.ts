import { type Config, ConfigError } from '../config.ts';
import type { CallerStanding, MedicalRecord } from '../model/record.ts';
import type { Right } from '../model/right.ts';
import type { AffinityDomain } from '../terminology/affinity-domain.ts';
import type { Access, Authorizer, RecordListing } from './access.ts';
import { decide } from './decide.ts';
import { decideOpen } from './decide-open.ts';
import { NOTHING, type Question } from './decision.ts';
import { grant } from './granted.ts';
import { readPolicy } from './policy.ts';
import { makeScope } from './scope.ts';

/**
 * Makes the authorizer of a server.
 * @throws ProfileError when the files of the policy cannot be used, ConfigError for a version of the matrix that there is not,
 * or that is named in a domain without one.
 */
export function createAuthorizer(options: {
  readonly config: Config;
  readonly domain: AffinityDomain;
}): Authorizer {
  const { config, domain } = options;
  if (config.matrix !== undefined && domain.rules.habilitation !== 'matrix')
    throw new ConfigError(
      `CARNET_MATRIX ${config.matrix}: the domain ${domain.folder.name} has no habilitation matrix`,
    );
  const policy = domain.rules.habilitation === 'matrix' ? readPolicy(domain.folder, config) : undefined;
  return {
    authorize(right, call, record, standing) {
      const question = { right, subject: call.subject, record, standing, at: call.at };
      const decided = (asked: Question) =>
        policy === undefined ? decideOpen(asked, domain.rules) : decide(asked, policy);
      const decision = decided(question);
      if (!decision.granted && decision.denial === 'refuse') {
        return { granted: false, reason: decision.reason, denial: 'refuse', access: undefined };
      }
      const access = (
        more: Pick<Access, 'record' | 'scope' | 'authorises' | 'lists' | 'finds' | 'journals' | 'updates'>,
      ) => grant<Access>({ call, standing, ...more });
      const ofListed = (asked: Right, listed: MedicalRecord, held: CallerStanding) =>
        decided({ ...question, right: asked, record: listed, standing: held });
      const listing: Pick<RecordListing, 'holds' | 'documentsOf'> = {
        // That it is blocked a caller may learn of one record that it asks about (TD0.2), not from a list.
        holds: (listed, held) =>
          held.blocked === undefined && ofListed('record.existence', listed, held).granted,
        documentsOf: (listed, held) => {
          const search = ofListed('document.search', listed, held);
          return makeScope(search.granted ? search.scope : NOTHING);
        },
      };
      const finds: Access['finds'] = (sought, held) =>
        decided({ ...question, right: 'patient.read', record: sought, standing: held }).granted;
      const journals: Access['journals'] = (kept, held) => {
        const read = ofListed('trace.read', kept, held);
        return read.granted ? makeScope(read.scope) : undefined;
      };
      if (decision.granted) {
        const { reason, scope, authorises, lists, updates } = decision;
        const more = {
          ...(authorises === undefined ? {} : { authorises }),
          ...(updates === undefined ? {} : { updates }),
          ...(right === 'patient.search' ? { finds } : {}),
          ...(right === 'trace.own' ? { journals } : {}),
          ...(lists === undefined ? {} : { lists: { ...lists, ...listing } }),
        };
        return { granted: true, reason, access: access({ record, scope: makeScope(scope), ...more }) };
      }
      // A record whose documents alone are hidden is still there; a Patient that may not be seen is not.
      const seen = right === 'patient.read' ? undefined : record;
      return {
        granted: false,
        reason: decision.reason,
        denial: 'empty',
        access: access({ record: seen, scope: makeScope(NOTHING) }),
      };
    },
  };
}
