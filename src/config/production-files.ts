import { z } from 'zod';
import { ConfigError, type ValuesOf } from './values.ts';

/** Settings of a production server's keys and of those whom it trusts. */
export const productionFilesShape = {
  /** Production: PEM files of the pinned authorities (roots and issuing), and of the server's own certificate and key. */
  CARNET_TRUST: z.string().min(1).optional(),
  CARNET_TLS_CERTIFICATE: z.string().min(1).optional(),
  CARNET_TLS_KEY: z.string().min(1).optional(),
};

/** Paths of what the operator of a production server gives. */
export interface ProductionFiles {
  readonly trust: string;
  readonly certificate: string;
  readonly key: string;
}

/** With those that exist in the sandbox only. */
type Values = ValuesOf<typeof productionFilesShape> & {
  readonly CARNET_HTTP_PORT?: number | undefined;
  readonly CARNET_HL7_PLAIN_PORT?: number | undefined;
  readonly CARNET_TEST_INS_ANY_KEY: boolean;
};

/** @throws ConfigError where a production server lacks one, or has a setting that exists in the sandbox only. */
export function productionFiles(values: Values): ProductionFiles {
  if (values.CARNET_HTTP_PORT !== undefined)
    throw new ConfigError('CARNET_HTTP_PORT exists in the sandbox only');
  if (values.CARNET_HL7_PLAIN_PORT !== undefined)
    throw new ConfigError('CARNET_HL7_PLAIN_PORT exists in the sandbox only');
  if (values.CARNET_TEST_INS_ANY_KEY)
    throw new ConfigError('CARNET_TEST_INS_ANY_KEY exists in the sandbox only');
  const { CARNET_TRUST: trust, CARNET_TLS_CERTIFICATE: certificate, CARNET_TLS_KEY: key } = values;
  if (trust === undefined || certificate === undefined || key === undefined) {
    throw new ConfigError('production needs CARNET_TRUST, CARNET_TLS_CERTIFICATE and CARNET_TLS_KEY');
  }
  return { trust, certificate, key };
}
