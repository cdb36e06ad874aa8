import { expect } from 'chai';
import { syslogFrame } from '../../../src/audit/atna/syslog-message.ts';
import { xml } from '../../../src/xml/write.ts';

const NODE = { host: 'carnet.example', processId: '4711' };
const AT = '2026-11-20T10:00:00.123Z';

const frame = (granted: boolean, node = NODE) =>
  syslogFrame({ at: AT, granted }, node, xml`<m>${'é'}</m>`).toString('utf8');

describe('given an audit message', () => {
  it('then it travels in a frame of RFC 5425 that counts its bytes', () => {
    const text = frame(true);
    const space = text.indexOf(' ');
    expect(Number(text.slice(0, space))).to.equal(Buffer.byteLength(text.slice(space + 1)));
  });

  it('then its header is that of RFC 5424 with the values of ITI-20, without byte order mark', () => {
    expect(frame(true)).to.match(
      /^\d+ <85>1 2026-11-20T10:00:00\.123Z carnet\.example Carnet 4711 IHE\+RFC-3881 - <\?xml version="1\.0" encoding="UTF-8"\?><m>é<\/m>$/,
    );
  });

  it('then a refusal is a warning', () => {
    expect(frame(false)).to.match(/^\d+ <84>1 /);
  });

  it('then a name that a header cannot carry loses what is foreign to it', () => {
    expect(frame(true, { ...NODE, host: 'hôpital nord' })).to.contain(' hpitalnord Carnet ');
    expect(frame(true, { ...NODE, host: 'é' })).to.contain('Z - Carnet ');
  });
});
