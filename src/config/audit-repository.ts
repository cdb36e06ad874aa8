import { z } from 'zod';
import { ConfigError, type ValuesOf } from './values.ts';

/** Settings of the audit record repository. */
export const auditRepositoryShape = {
  /** Audit record repository (ITI-20): `tls://host:port`, syslog over TLS. */
  CARNET_ATNA_REPOSITORY: z
    .string()
    .regex(/^tls:\/\/[^/:@?#]+(:[0-9]{1,5})?$/, 'an address such as tls://audit.example:6514')
    .optional(),
  /** PEM file of the authorities of its certificate; those of the server's clients otherwise. */
  CARNET_ATNA_CA: z.string().min(1).optional(),
  /** The name that this node has in audit messages; that of the machine otherwise. */
  CARNET_ATNA_NODE: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces')
    .optional(),
};

/** Where events are also sent. */
export interface AuditRepository {
  readonly host: string;
  readonly port: number;
  /** Path of a PEM file. */
  readonly ca: string | undefined;
  readonly nodeName: string | undefined;
}

/** Port of syslog over TLS (RFC 5425, 4.1). */
const SYSLOG_TLS = 6514;

/** @throws ConfigError for what goes with an address that is not given. */
export function auditRepository(values: ValuesOf<typeof auditRepositoryShape>): AuditRepository | undefined {
  const { CARNET_ATNA_REPOSITORY: address, CARNET_ATNA_CA: ca, CARNET_ATNA_NODE: nodeName } = values;
  if (address === undefined) {
    if (ca === undefined && nodeName === undefined) return undefined;
    throw new ConfigError('CARNET_ATNA_CA and CARNET_ATNA_NODE go with CARNET_ATNA_REPOSITORY');
  }
  const { hostname, port } = new URL(address);
  return { host: hostname, port: port === '' ? SYSLOG_TLS : Number(port), ca, nodeName };
}
