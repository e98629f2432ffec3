import { fisherChance, fisherExact, fisherLessChance, leastOf } from '../../stats/index.ts';
import type { BatchColumn } from './batch.ts';
import { rowsWhere, type Trace } from './trace.ts';

/** More missing values than usual, or fewer: what was empty has been filled in. */
export function judgeMissing(reference: { readonly name: string; readonly rows: number; readonly missing: number }, missing: number, { values }: BatchColumn): Trace {
  const counts = { kA: missing, nA: values.length, kB: reference.missing, nB: reference.rows };
  const [effect, usual] = [missing / Math.max(1, values.length), reference.missing / Math.max(1, reference.rows)];
  const margins = { nA: values.length, nB: reference.rows, events: missing + reference.missing };
  const least = values.length === 0 ? 1 : Math.min(fisherExact(counts, 'greater'), fisherExact(counts, 'less'));
  const { p, chance } = leastOf(least, [{ chance: fisherChance(margins) }, { chance: fisherLessChance(margins) }]);
  const isMissing = (row: number): boolean => values[row] === null || Number.isNaN(values[row]);
  return { kind: 'missing', column: reference.name, other: null, value: null, effect, usual, p, chance, rows: () => (effect > usual ? rowsWhere(values.length, isMissing) : []) };
}
