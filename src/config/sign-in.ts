import { z } from 'zod';
import { minutes, type ValuesOf } from './values.ts';

const tries = z.coerce.number().int().min(1).max(1_000_000);

/** Settings of the server's own sign-in of patients. */
export const signInShape = {
  /** JSON file of the programs that may ask patients for a token. */
  CARNET_PATIENT_CLIENTS: z.string().min(1).optional(),
  /** Tries of one account, and everything from one network address, before one has to wait; how long, in minutes. */
  CARNET_SIGN_IN_TRIES: tries.default(5),
  CARNET_SIGN_IN_ADDRESS_TRIES: tries.default(100),
  CARNET_SIGN_IN_WINDOW: minutes.default(15),
};

export interface SignInSettings {
  readonly clients: string | undefined;
  readonly limits: {
    readonly windowMinutes: number;
    readonly perAccount: number;
    readonly perAddress: number;
  };
}

export function signInSettings(values: ValuesOf<typeof signInShape>): SignInSettings {
  return {
    clients: values.CARNET_PATIENT_CLIENTS,
    limits: {
      windowMinutes: values.CARNET_SIGN_IN_WINDOW,
      perAccount: values.CARNET_SIGN_IN_TRIES,
      perAddress: values.CARNET_SIGN_IN_ADDRESS_TRIES,
    },
  };
}
