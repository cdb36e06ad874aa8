import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { parseXml } from '../../src/xml/parse.ts';
import { descendants, text, type XmlElement } from '../../src/xml/tree.ts';
import { type Markup, xml } from '../../src/xml/write.ts';
import { HERE, throwawayAuthority } from './throwaway-certificates.ts';

/** A person of the registers that the simulator knows. */
export interface Registered {
  readonly family: string;
  readonly givens: readonly string[];
  readonly sex: 'M' | 'F';
  readonly birthDate: string;
  readonly birthPlace: string;
  readonly ins: string;
  readonly authority?: string;
  readonly former?: readonly string[];
}

export interface InsiSimulator {
  readonly url: string;
  /** PEM texts for a client that it lets in. */
  readonly client: { readonly certificate: string; readonly key: string; readonly ca: string };
  /** A certificate that it does not let in. */
  readonly stranger: { readonly certificate: string; readonly key: string };
  /** What was asked, in order. */
  readonly asked: { readonly given: string; readonly birthPlace: string }[];
  /** The headers of the last call, by local name. */
  readonly headers: Map<string, XmlElement>;
  /** What it answers instead, until it is taken back. */
  instead: 'fault' | 'nothing' | 'no answer' | undefined;
  close(): Promise<void>;
}

const RESULT = 'http://www.cnamts.fr/INSiResultat';

/** The INSi teleservice (WS_INS2) over mutual TLS, for tests: it finds whom the traits name exactly, as SEL-MP-043 has it. */
export async function startInsiSimulator(people: readonly Registered[]): Promise<InsiSimulator> {
  const authority = throwawayAuthority('authority of the simulator');
  const own = authority.issue('INSi simulator', HERE);
  const client = authority.issue('INSI-AUTO');
  const stranger = throwawayAuthority('another authority').issue('INSI-AUTO');
  const asked: InsiSimulator['asked'] = [];
  const headers = new Map<string, XmlElement>();
  const server = createServer(
    { ...own, ca: [authority.cert], requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const root = parseXml(Buffer.concat(chunks));
        const all = [...descendants(root)];
        const value = (local: string) => text(all.find((one) => one.local === local)).trim();
        for (const name of ['ContexteBAM', 'ContexteLPS', 'Action', 'MessageID'])
          headers.set(name, all.find((one) => one.local === name)!);
        asked.push({ given: value('Prenom'), birthPlace: value('LieuNaissance') });
        if (simulator.instead === 'no answer') return void request.socket.destroy();
        const found = people.filter(
          (person) =>
            person.family === value('NomNaissance') &&
            person.givens.includes(value('Prenom')) &&
            person.sex === value('Sexe') &&
            person.birthDate === value('DateNaissance') &&
            (value('LieuNaissance') === '' || person.birthPlace === value('LieuNaissance')),
        );
        const fault = simulator.instead === 'fault';
        const body = fault
          ? FAULT
          : simulator.instead === 'nothing'
            ? xml`<nothing xmlns="urn:x"/>`
            : resultOf(found);
        response.writeHead(fault ? 500 : 200, { 'content-type': 'application/soap+xml; charset=utf-8' });
        response.end(
          xml`<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>${body}</s:Body></s:Envelope>`
            .text,
        );
      });
    },
  );
  const sockets = new Set<TLSSocket>();
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const simulator: InsiSimulator = {
    url: `https://localhost:${(server.address() as AddressInfo).port}/lps`,
    client: { certificate: client.cert, key: client.key, ca: authority.cert },
    stranger: { certificate: stranger.cert, key: stranger.key },
    asked,
    headers,
    instead: undefined,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return simulator;
}

const FAULT = xml`<s:Fault xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>s:siram_40</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en">Le service est indisponible</s:Text></s:Reason></s:Fault>`;

function resultOf(found: readonly Registered[]): Markup {
  const [person, another] = found;
  const [code, label] =
    person === undefined
      ? ['01', 'Aucune identite trouvee']
      : another === undefined
        ? ['00', 'OK']
        : ['02', 'Plusieurs'];
  const one = person !== undefined && another === undefined ? person : undefined;
  return xml`<RESULTAT xmlns="${RESULT}"><CR><CodeCR>${code}</CodeCR><LibelleCR>${label}</LibelleCR></CR>${
    one === undefined ? undefined : individual(one)
  }</RESULTAT>`;
}

function individual(person: Registered): Markup {
  const { family, givens, sex, birthDate, birthPlace, ins, former = [] } = person;
  const { authority = '1.2.250.1.213.1.4.10' } = person;
  const id = (value: string) =>
    xml`<IdIndividu><NumIdentifiant>${value.slice(0, 13)}</NumIdentifiant><Cle>${value.slice(13)}</Cle></IdIndividu><OID>${authority}</OID>`;
  return xml`<INDIVIDU><INSACTIF>${id(ins)}</INSACTIF>${former.map((one) => xml`<INSHISTO>${id(one)}</INSHISTO>`)}<TIQ><NomNaissance>${family}</NomNaissance><ListePrenom>${givens.join(
    ' ',
  )}</ListePrenom><Sexe>${sex}</Sexe><DateNaissance>${birthDate}</DateNaissance><LieuNaissance>${birthPlace}</LieuNaissance></TIQ></INDIVIDU>`;
}
