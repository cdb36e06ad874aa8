import { expect } from 'chai';
import fc from 'fast-check';
import { readCertificate } from '../../src/identity/certificate.ts';
import {
  type DistinguishedName,
  formatName,
  NAME,
  parseName,
  sameName,
} from '../../src/identity/distinguished-name.ts';
import { sharedText } from '../support/shared-data.ts';

const CARD: DistinguishedName = [
  [{ oid: NAME.country, value: 'FR' }],
  [{ oid: NAME.title, value: 'Médecin' }],
  [
    { oid: NAME.commonName, value: '899900063480' },
    { oid: NAME.surname, value: "L'ÉBRE, JUNIOR" },
    { oid: NAME.givenName, value: 'MAX' },
  ],
];

const names = (text: string) => {
  const parsed = parseName(text);
  return parsed !== undefined && sameName(parsed, CARD);
};

describe('given the text of a distinguished name', () => {
  const same: readonly string[] = [
    "CN=899900063480+SN=L'ÉBRE\\, JUNIOR+GN=MAX,title=Médecin,C=FR",
    "C=FR,T=Médecin,GN=MAX+SN=L'ÉBRE\\, JUNIOR+CN=899900063480",
    'C = FR, TITLE = m\\C3\\A9decin, G = max + SURNAME = "L\'ÉBRE,  JUNIOR" + CN = 899900063480',
    'cn=899900063480 + OID.2.5.4.42=#14034d4158 + 2.5.4.4=#0c0f4c27c3894252452c204a554e494f52; 2.5.4.12=#0c084dc3a9646563696e; c=FR',
  ];
  for (const text of same) {
    it(`then ${text} is that name`, () => {
      expect(names(text)).to.equal(true);
    });
  }

  const other: readonly string[] = [
    "CN=899900063480+SN=L'ÉBRE\\, JUNIOR,GN=MAX,title=Médecin,C=FR",
    "CN=899900063480+SN=L'ÉBRE\\, JUNIOR,title=Médecin,C=FR",
    "CN=899900063481+SN=L'ÉBRE\\, JUNIOR+GN=MAX,title=Médecin,C=FR",
    "CN=899900063480+SN=L'ÉBRE\\, JUNIOR+GN=MAX,title=Médecin,C=FR,O=X",
    "CN=899900063480+SN=L'ÉBRE\\, JUNIOR+GN=MAX,title=M?decin,C=FR",
    "CN=899900063480+SN2=MAX+SN=L'ÉBRE\\, JUNIOR,title=Médecin,C=FR",
  ];
  for (const text of other) {
    it(`then ${text} is not`, () => {
      expect(names(text)).to.equal(false);
    });
  }

  it('then what is no name is read as none', () => {
    for (const text of [
      '',
      ' ',
      'CN',
      'CN=',
      'XY=1',
      'CN=a,',
      'CN=a++SN=b',
      'CN=#14ff',
      'CN="a',
      'CN=a\\',
      '=a',
    ]) {
      const parsed = parseName(text);
      expect(
        parsed === undefined || sameName(parsed, [[{ oid: NAME.commonName, value: '' }]]),
        text,
      ).to.equal(true);
    }
  });

  it('then any name that is written is read back as itself', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', 'É', ' ', ',', '+', '"', '\\', '#', '=', '<', ';', '🩺'),
      minLength: 1,
      maxLength: 8,
    });
    const attribute = fc.record({ oid: fc.constantFrom(...Object.values(NAME), '1.2.3'), value });
    const name = fc.array(fc.array(attribute, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(name, (written) => {
        const read = parseName(formatName(written));
        expect(read !== undefined && sameName(read, written), formatName(written)).to.equal(true);
      }),
    );
  });
});

describe('given the certificates of official samples', () => {
  const cases: readonly [file: string, issuer: string][] = [
    [
      'VIHF_DIRECTE_signe',
      'CN=899900038839+2.5.4.4=#14045452414c+2.5.4.42=#14064144454d4953,OU=Médecin,O=TEST,C=FR',
    ],
    [
      'VIHF_INDIRECTE_signe',
      'CN=serviceps.sesam-vitale.fr,OU=339172288100052,O=GIE SESAM VITALE,ST=Sarthe (72),C=FR',
    ],
    [
      'VIHF_INDIRECTE_RENFORCEE_signe',
      'C=FR, S="Rhône (69)", O=CENTRE DE SANTE RPPS12718, OU=10B0127189, CN=Certificat Wizard DMP 2019-R2',
    ],
    ['msg-00923ef0', 'CN=899900063480+OID.2.5.4.4=LIBRE+G=MAX, T=Médecin, C=FR'],
  ];
  for (const [file, issuer] of cases) {
    it(`then ${issuer} is the subject of ${file}, and of no other`, function () {
      for (const [each] of cases) {
        const certificate = readCertificate(sharedText(this, `identity/cps/${each}.cert.pem`));
        expect(sameName(parseName(issuer)!, certificate!.subject), each).to.equal(each === file);
      }
    });
  }
});
