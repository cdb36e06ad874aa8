import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import { faultOf } from './fault-of.ts';

describe('given the settings of notifications', () => {
  it('then without them mails become files in the data folder, tried for three days', () => {
    expect(readConfig({ CARNET_DATA: '/d' }).notification).to.deep.equal({
      smtp: undefined,
      from: 'ne-pas-repondre@carnet.invalid',
      policy: 'first-access',
      giveUpHours: 72,
      statementDays: 365,
      folder: '/d/mail',
    });
  });

  it('then a mail server needs the address that mails come from', () => {
    const CARNET_SMTP_URL = 'smtps://user:password@mail.example.fr';
    expect(faultOf({ CARNET_SMTP_URL })).to.equal('CARNET_SMTP_URL needs CARNET_MAIL_FROM');
    const { notification } = readConfig({ CARNET_SMTP_URL, CARNET_MAIL_FROM: 'dmp@example.fr' });
    expect(notification).to.deep.include({
      smtp: { url: CARNET_SMTP_URL, plain: false },
      from: 'dmp@example.fr',
    });
  });

  for (const [name, value] of [
    ['CARNET_SMTP_URL', 'http://mail.example.fr'],
    ['CARNET_SMTP_URL', 'mail.example.fr'],
    ['CARNET_MAIL_FROM', 'DMP <dmp@example.fr>'],
    ['CARNET_MAIL_FROM', 'dmp@example.fr, other@example.fr'],
    ['CARNET_NOTIFY', 'never'],
    ['CARNET_NOTIFY_GIVE_UP', '0'],
    ['CARNET_STATEMENT_DAYS', '0.5'],
  ] as const) {
    it(`then ${name}=${value} stops the start`, () => {
      expect(faultOf({ [name]: value })).to.contain(name);
    });
  }
});
