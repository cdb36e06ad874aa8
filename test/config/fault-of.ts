import { expect } from 'chai';
import { ConfigError, readConfig } from '../../src/config.ts';

/** What is said of settings that are refused. */
export function faultOf(settings: Readonly<Record<string, string>>): string {
  try {
    readConfig(settings);
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  return expect.fail('the settings were accepted');
}
