import type { Instant } from './clock.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A half-open stretch of event time: `from` belongs to it, `to` does not. */
export interface Interval {
  readonly from: Instant;
  readonly to: Instant;
}

/** The start of the UTC day (or of any `unit` in ms that divides a day) that holds `at`. */
export const floorTo = (at: Instant, unit: number): Instant => Math.floor(at / unit) * unit;

/** True when `at` lies in the half-open interval. */
export const contains = (interval: Interval, at: Instant): boolean => at >= interval.from && at < interval.to;

/** `2001-02-20` of an instant, UTC. */
export const formatDay = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

/** A day where an instant is the start of one, UTC; else to the minute, since a day of another time zone begins at another hour. */
export const formatStart = (at: Instant): string => (at % DAY === 0 ? formatDay(at) : formatInstant(at));

/** `2001-02-20T14:05Z` of an instant, UTC, to the minute. */
export const formatInstant = (at: Instant): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

/** Beyond it there are no dates. */
const LATEST = 8.64e15;

/** `2001-02-20T14:05Z` of an instant that is a value, UTC: with its seconds and milliseconds where it has any, since rows are found by it. What lies beyond all dates stays a number. */
export function formatExactInstant(at: Instant): string {
  if (!(Math.abs(at) <= LATEST)) return String(at);
  const text = new Date(at).toISOString();
  return text.endsWith(':00.000Z') ? `${text.slice(0, -8)}Z` : text.replace('.000Z', 'Z');
}

/**
 * Reads `2001-02-20`, `2001-02-20T14:05:00Z` or milliseconds as an instant.
 * A date without a zone is UTC. Returns undefined when the text is no date.
 */
export function parseInstant(text: string | number): Instant | undefined {
  if (typeof text === 'number') return Number.isFinite(text) ? text : undefined;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`;
  const at = Date.parse(zoned);
  return Number.isNaN(at) ? undefined : at;
}
