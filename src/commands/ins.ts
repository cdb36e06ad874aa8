import { insiClient } from '../app/insi.ts';
import { isRefusal, publicText } from '../errors.ts';
import { findIns, verifyIns } from '../patients/insi/find-ins.ts';
import type { CertifiedIdentity } from '../patients/insi/insi-client.ts';
import { insiTraits } from '../patients/insi/insi-traits.ts';
import { complain, say } from './say.ts';
import { type Command, readArguments, required, UsageError } from './usage.ts';

const VERDICTS = {
  same: 'The INS is that of this person.',
  former: 'The INS was that of this person; another has replaced it.',
  another: 'The INS is not that of this person.',
} as const;

/** `carnet ins`: asks the INSi teleservice for the INS of a person, or whether one is that of a person. */
export const ins: Command = {
  name: 'ins',
  usage:
    'ins search|verify --family NAME --given NAME[,NAME] --birth-date YYYY-MM-DD --sex M|F [--birth-place INSEE] [--ins INS --authority OID]',
  summary: 'asks the INSi teleservice for an INS, or about one',
  async run([word, ...rest]) {
    if (word !== 'search' && word !== 'verify') throw new UsageError('ins search or ins verify');
    const text = { type: 'string' } as const;
    const { config, values } = readArguments(rest, {
      ins: text,
      authority: text,
      family: text,
      given: text,
      'birth-date': text,
      sex: text,
      'birth-place': text,
    });
    const client = await insiClient(config);
    if (client === undefined) throw new UsageError('CARNET_INSI_URL and the settings beside it are needed');
    const birthPlace = values['birth-place'];
    const traits = insiTraits({
      family: required(values, 'family'),
      givens: required(values, 'given').split(','),
      birthDate: required(values, 'birth-date'),
      sex: required(values, 'sex'),
      ...(typeof birthPlace === 'string' ? { birthPlace } : {}),
    });
    if (!('family' in traits)) throw new UsageError(`not as the teleservice writes it: ${traits.join(', ')}`);
    const rules = { production: config.mode === 'production' };
    if (word === 'verify') {
      const asked = { value: required(values, 'ins'), authority: required(values, 'authority') };
      const verdict = await verifyIns(client, asked, traits, rules);
      if (isRefusal(verdict)) {
        complain(...verdict.refused.map(publicText));
        return 1;
      }
      say(VERDICTS[verdict]);
      return verdict === 'same' ? 0 : 1;
    }
    const answer = await findIns(client, traits, rules);
    if (isRefusal(answer)) {
      complain(...answer.refused.map(publicText));
      return 1;
    }
    if (answer.found !== 'one') {
      complain(answer.found === 'none' ? 'Nobody was found.' : 'Several persons were found.');
      return 1;
    }
    say(...lines(answer.identity));
    return 0;
  },
};

function lines({
  ins: found,
  former,
  family,
  givens,
  birthDate,
  sex,
  birthPlace,
}: CertifiedIdentity): string[] {
  return [
    `${found.value} ${found.authority}`,
    `${family} ${givens.join(' ')}, ${sex}, ${birthDate}, ${birthPlace}`,
    ...former.map((one) => `former: ${one.value} ${one.authority}`),
  ];
}
