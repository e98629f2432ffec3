import { DAY, HOUR, MINUTE } from './event-time.ts';
import { type TUnsafe, Type } from 'typebox';

const UNITS = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY } as const;
const FORM = /^(\d+(?:\.\d+)?)([mhdw])$/;

/** A stretch of time as people write it: `90m`, `12h`, `30d`, `2w`. `parseDuration` reads it. */
export const writtenDurationSchema = (description: string, options: { readonly default?: string } = {}): TUnsafe<string> =>
  Type.Unsafe<string>(Type.String({ pattern: FORM.source, description: `${description}: 90m, 12h, 30d or 2w`, ...options }));

/** Milliseconds of a text that `writtenDurationSchema` has accepted; undefined for any other. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = FORM.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNITS[unit as keyof typeof UNITS];
}
