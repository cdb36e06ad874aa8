import { z } from 'zod';

/** A setting that cannot be used; `message` names it and says what it should be. */
export class ConfigError extends Error {}

/** What a group of settings is once read. */
export type ValuesOf<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

/** The kinds of values that settings have. */
export const flag = z.stringbool();
export const text = z.string().min(1);
export const https = z.url({ protocol: /^https$/ });
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
/** In bytes. */
export const size = z
  .string()
  .regex(/^[1-9][0-9]*(kb|mb|gb)?$/i, 'a size such as 512kb, 128mb or 1gb')
  .transform((value) => {
    const unit = /[a-z]+$/i.exec(value)?.[0]?.toLowerCase() ?? '';
    const factor = { '': 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }[unit]!;
    return Number.parseInt(value, 10) * factor;
  });
export const port = z.coerce.number().int().min(0).max(65_535);
/** Up to a day. */
export const minutes = z.coerce
  .number()
  .positive()
  .max(24 * 60);
