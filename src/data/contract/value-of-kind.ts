import { formatExactInstant } from '../../kernel/index.ts';
import type { ColumnKind } from '../columns.ts';

/** What a value of each kind is called. */
export const KIND_WORDS: Readonly<Record<ColumnKind, string>> = {
  number: 'a finite number',
  integer: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  timestamp: 'an instant (milliseconds since 1970, UTC)',
};
const LATEST = 8.64e15;

/** True when the value has the kind. Missing values (null, undefined, NaN) have none. */
export function isOfKind(kind: ColumnKind, value: unknown): boolean {
  switch (kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'timestamp':
      return typeof value === 'number' && value >= -LATEST && value <= LATEST;
  }
}

/** True for null, undefined and NaN, which alone is not itself. */
export const isMissing = (value: unknown): boolean => value === null || value === undefined || value !== value;

/** `-300 … 2000`, with what is open left out; of instants their dates. */
export function rangeText({ min, max }: { readonly min?: number; readonly max?: number }, kind: ColumnKind = 'number'): string {
  const end = (value: number | undefined): string => (value === undefined ? '' : show(value, kind));
  return `${end(min)} … ${end(max)}`.trim();
}

/** A value in a message, cut short; of a column of instants as a date. */
export const show = (value: unknown, kind: ColumnKind = 'number'): string => {
  if (kind === 'timestamp' && typeof value === 'number') return formatExactInstant(value);
  const text = typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' || typeof value === 'boolean' ? String(value) : `of type ${typeof value}`;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
