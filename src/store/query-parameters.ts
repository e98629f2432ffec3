import type { SqliteValue } from './sqlite-binding.ts';
import { storeErrors } from './store.errors.ts';

/** The parameters of a query, if both databases understand them alike. Throws STORE_VALUE_UNSUPPORTED, and STORE_TEXT_UNSUPPORTED for a text: it is as the caller sent it. */
export function checkParameters(parameters: readonly unknown[]): readonly SqliteValue[] {
  parameters.forEach((value, index) => {
    // Neither database can hold a NUL in a text, and SQLite's binding would cut the text there without a word.
    if (typeof value === 'string') {
      if (!value.includes('\0')) return;
      throw storeErrors.TEXT_UNSUPPORTED({ position: index + 1 });
    }
    if (value === null || typeof value === 'bigint' || value instanceof Uint8Array) return;
    if (typeof value === 'number' && !Number.isNaN(value)) return;
    throw storeErrors.VALUE_UNSUPPORTED({ position: index + 1, kind: describe(value) });
  });
  return parameters as readonly SqliteValue[];
}

function describe(value: unknown): string {
  if (typeof value === 'boolean' || value === undefined || typeof value === 'number') return String(value);
  return value instanceof Date ? 'a Date' : `a ${typeof value}`;
}
