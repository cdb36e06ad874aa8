import { z } from 'zod';
import { port, type ValuesOf } from './values.ts';

/** Settings of the addresses that the server listens on. */
export const listeningShape = {
  CARNET_HOST: z.string().min(1).default('localhost'),
  CARNET_PORT: port.default(8443),
  /** Plain HTTP on loopback, sandbox only. */
  CARNET_HTTP_PORT: port.optional(),
  /** The patient identity feed (ITI-8): HL7 v2 over MLLP, with TLS. */
  CARNET_HL7_PORT: port.optional(),
  /** The same without TLS, on loopback, sandbox only. */
  CARNET_HL7_PLAIN_PORT: port.optional(),
};

export interface ListeningSettings {
  readonly host: string;
  readonly port: number;
  readonly httpPort: number | undefined;
  readonly hl7Port: number | undefined;
  readonly hl7PlainPort: number | undefined;
}

export function listeningSettings(values: ValuesOf<typeof listeningShape>): ListeningSettings {
  return {
    host: values.CARNET_HOST,
    port: values.CARNET_PORT,
    httpPort: values.CARNET_HTTP_PORT,
    hl7Port: values.CARNET_HL7_PORT,
    hl7PlainPort: values.CARNET_HL7_PLAIN_PORT,
  };
}
