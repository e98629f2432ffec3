import { moreThanUsual, type Trace } from './mark.ts';
import type { ValueCounts } from './value-counts.ts';

/** Exact values of a batch beside those of the reference. */
export interface ExactValues<V> {
  readonly counts: ValueCounts<V>;
  /** Rows of the reference that hold a value. */
  readonly usual: (value: V) => number;
  readonly isSpecial: (value: V) => boolean;
  readonly rowsOf: (value: V) => number[];
}

/** A value that holds more of the reference than this is an ordinary value, whatever it looks like. */
const ORDINARY = 0.01;

/**
 * Two tests of single exact values, each of the worst among all that the batch holds: one that stands for "nothing" and is rare in the reference
 * (`sentinel`), and any that holds more rows than usual (`constant`: a default, an imputation, a placeholder).
 */
export function judgeValues<V extends number | string>(
  reference: { readonly name: string; readonly rows: number; readonly missing: number },
  { counts, usual, isSpecial, rowsOf }: ExactValues<V>,
): Trace[] {
  const rows = counts.total;
  const present = reference.rows - reference.missing;
  const blank = (kind: Trace['kind']): Trace => ({ kind, column: reference.name, other: null, value: null, effect: 0, usual: 0, p: 1, rows: () => [] });
  const judge = (value: V, hits: number, usualHits: number, kind: Trace['kind']): Trace => ({
    ...blank(kind),
    value: String(value),
    effect: hits / Math.max(1, rows),
    usual: usualHits / Math.max(1, present),
    p: moreThanUsual({ hits, rows, usualHits, usualRows: present }),
    rows: () => rowsOf(value),
  });
  let sentinel = blank('sentinel');
  let constant = blank('constant');
  let specials = 0;
  for (const [value, hits] of counts.counts) {
    const special = isSpecial(value);
    // Once is no heap.
    if (hits < 2 && !special) continue;
    const usualHits = usual(value);
    if (hits / rows <= usualHits / present) continue;
    const found = judge(value, hits, usualHits, 'constant');
    if (isWorse(found, constant)) constant = found;
    if (!special || usualHits > ORDINARY * present) continue;
    specials++;
    if (isWorse(found, sentinel)) sentinel = { ...found, kind: 'sentinel' };
  }
  const distinct = counts.counts.size;
  return [
    { ...sentinel, p: Math.min(1, sentinel.p * Math.max(1, specials)) },
    { ...constant, p: Math.min(1, constant.p * Math.max(1, distinct)) },
  ];
}

const isWorse = (one: Trace, other: Trace): boolean => one.p < other.p || (one.p === other.p && one.effect > other.effect);
