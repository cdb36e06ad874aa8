import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { startServer } from '../app.ts';
import { readConfig } from '../config.ts';
import { scenes } from './demo/scenes.ts';
import { type Expectation, openStage } from './demo/stage.ts';
import { complain, say } from './say.ts';
import { type Command, UsageError } from './usage.ts';

/**
 * Plays Charlotte's journey on a server of its own, through TLS sockets, SOAP and FHIR.
 * @param tell receives each line of the story.
 * @param prepare puts into the data folder what the server shall find there.
 * @returns every expectation, held or not.
 */
export async function playJourney(
  tell: (line: string) => void,
  prepare: (data: string) => Promise<void> = async () => {},
): Promise<readonly Expectation[]> {
  const data = await mkdtemp(`${tmpdir()}/carnet-demo-`);
  try {
    await prepare(data);
    const server = await startServer(
      readConfig({ CARNET_DATA: data, CARNET_PORT: '0', CARNET_LOG: 'silent' }),
    );
    const stage = openStage(server, tell, `${data}/mail`);
    try {
      for (const { title, play } of scenes) {
        stage.scene(title);
        await play(stage);
      }
      return stage.expectations;
    } finally {
      stage.close();
      await server.close();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

/** `carnet demo`. */
export const demo: Command = {
  name: 'demo',
  usage: 'demo',
  summary: "plays Charlotte's journey on a server of its own; exits 0 only if every expectation held",
  async run(args) {
    if (args.length > 0) throw new UsageError('demo takes no words');
    const expectations = await playJourney((line) => say(line));
    const failed = expectations.filter(({ held }) => !held);
    say('', `${expectations.length - failed.length} of ${expectations.length} expectations held.`);
    complain(...failed.map(({ scene, what }) => `NOT: ${scene}: ${what}`));
    return failed.length === 0 ? 0 : 1;
  },
};
