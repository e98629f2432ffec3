import { continuousChance, type DiscreteTest, kolmogorovTwoSample, leastOf } from '../../stats/index.ts';
import { compareCells } from './compare-cells.ts';
import { countBelow, countEqual, dropsOf, type NumberColumn, type NumberYardstick, type Order } from './fit-numbers.ts';
import { SPECIAL_NUMBERS } from '../profile/special-numbers.ts';
import { judgeMissing } from './judge-missing.ts';
import { judgeRuns } from './judge-runs.ts';
import { moreMatchesThanUsual } from './judge-matches.ts';
import { judgeValues } from './judge-values.ts';
import { testMore } from './test-marked.ts';
import { rowsWhere, type Trace } from './trace.ts';
import { NOWHERE, type PlacedNumbers } from './place-numbers.ts';
import { largestGap, type Places } from './place-values.ts';
import { RESOLUTIONS, resolutionOf } from './resolution.ts';
import { type Place, tellMove } from './tell-move.ts';
import type { Matches } from './value-counts.ts';
import { tailLimits, worstTail } from './worst-tail.ts';

/** Puts a column of numbers, truths or instants through every test that applies to its reference. */
export function judgeNumbers(reference: NumberYardstick, column: NumberColumn, placed: PlacedNumbers): Trace[] {
  const { kind } = reference;
  const { sorted, exact } = placed;
  const hits = hitsOf(exact);
  const usual = (value: number): number => countEqual(reference.sorted, value);
  const traces = [
    judgeMissing(reference, column.values.length - sorted.length, column),
    judgeRuns(reference, column),
    judgeDistribution(reference, column, placed),
    ...judgeValues(reference, {
      values: exact.values,
      hits,
      usual: exact.upTo.map((upTo, i) => upTo - exact.less[i]!),
      rows: sorted.length,
      absent: (value) => (sorted[countBelow(sorted, value, 'less')] === value ? undefined : usual(value)),
      isSpecial: (value) => kind !== 'boolean' && SPECIAL_NUMBERS.has(value),
      rowsOf: (value) => rowsWhere(column.values.length, (row) => column.values[row] === value),
    }),
  ];
  if (kind !== 'boolean') traces.push(judgeTails(reference, column, sorted), judgeResolution(reference, column));
  if (reference.order !== null) traces.push(judgeOrder(reference, reference.order, column));
  if (isNearlyUnique(reference)) traces.push(judgeRepeats(reference, column, { sorted, hits }));
  return traces;
}

/** How many rows hold each of the different values. */
const hitsOf = ({ ends }: Places): Int32Array => ends.map((end, i) => (i === 0 ? end : end - ends[i - 1]!));

/** Pairs and triples of rows with the same value. */
function matchesOf(hits: Int32Array): Matches {
  let [rows, pairs, triples] = [0, 0, 0];
  for (const count of hits) {
    rows += count;
    pairs += (count * (count - 1)) / 2;
    triples += (count * (count - 1) * (count - 2)) / 6;
  }
  return { rows, pairs, triples };
}

const about = (reference: NumberYardstick) => ({ column: reference.name, other: null, value: null });

/** More values beyond the reference's range, or in its outermost tails. Instants go on by nature; those are far out that lie more than the reference's span before it, or ten after. */
function judgeTails(reference: NumberYardstick, { values }: NumberColumn, sorted: Float64Array): Trace {
  const { kind } = reference;
  const least = reference.sorted[0] ?? -Infinity;
  const most = reference.sorted.at(-1) ?? Infinity;
  const span = most - least;
  const limits = kind === 'timestamp' ? [{ below: least - span - 1, above: most + 10 * span + 1 }] : tailLimits(reference.sorted);
  const { hits, usualHits, p, chance, isBeyond } = worstTail({ sorted, rows: values.length }, reference, limits);
  return {
    ...about(reference),
    kind: 'out_of_range',
    effect: hits / Math.max(1, values.length),
    usual: usualHits / Math.max(1, reference.rows),
    p,
    chance,
    rows: () => rowsWhere(values.length, (row) => isBeyond(values[row]!)),
    ...(kind !== 'timestamp' && { move: () => tellMove(placeOf(reference.sorted), placeOf(sorted)) }),
  };
}

/** The middle, and what would be the standard deviation were they normal: a few values far out change neither. */
function placeOf(sorted: ArrayLike<number>): Place {
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return { middle: at(0.5), deviation: (at(0.9) - at(0.1)) / 2.563 };
}

/** More values that are written more finely, or more coarsely, than the reference's: rounding, noise, another unit, a float where whole numbers were. */
function judgeResolution(reference: NumberYardstick, { values }: NumberColumn): Trace {
  const finenessOf = resolutionOf(reference.kind, reference.scale);
  const classes = new Uint8Array(values.length);
  const counts = Array.from({ length: RESOLUTIONS }, () => 0);
  for (let row = 0; row < values.length; row++) {
    classes[row] = Number.isNaN(values[row]!) ? 255 : finenessOf(values[row]!);
    if (classes[row] !== 255) counts[classes[row]!]!++;
  }
  let best = { p: 1, hits: 0, usualHits: 0, is: (_: number): boolean => false };
  const alternatives: DiscreteTest[] = [];
  for (let limit = 1; limit < RESOLUTIONS; limit++) {
    // Between two limits without a row nothing is told apart.
    if (counts[limit - 1]! + reference.resolutions[limit - 1]! === 0) continue;
    const usualFiner = sum(reference.resolutions, limit);
    const finer = sum(counts, limit);
    for (const [hits, usualHits, is] of [
      [finer, usualFiner, (of: number) => of >= limit && of !== 255],
      [sum(counts, 0) - finer, sum(reference.resolutions, 0) - usualFiner, (of: number) => of < limit],
    ] as const) {
      if (usualHits === reference.sorted.length) continue;
      const test = testMore({ hits, rows: values.length, usualHits, usualRows: reference.rows });
      alternatives.push(test);
      const { p } = test;
      if (p < best.p || (p === best.p && hits > best.hits)) best = { p, hits, usualHits, is };
    }
  }
  const { p, hits, usualHits, is } = best;
  return {
    ...about(reference),
    kind: 'resolution',
    effect: hits / Math.max(1, values.length),
    usual: usualHits / Math.max(1, reference.rows),
    ...leastOf(p, alternatives),
    rows: () => rowsWhere(values.length, (row) => is(classes[row]!)),
  };
}

const sum = (counts: readonly number[], from: number): number => counts.slice(from).reduce((a, b) => a + b, 0);

/** Rows that fall behind the one before them, more of them or farther than in an order that the reference keeps. */
function judgeOrder(reference: NumberYardstick, { drops: sorted, isStrict }: Order, { values }: NumberColumn): Trace {
  const drops = dropsOf(values);
  // Rows that are closer to each other than the reference's fall behind more often, but no farther.
  const [farthest, ...nearer] = tailLimits(sorted);
  const limits = isStrict ? [farthest!, ...nearer, { below: -Infinity, above: 0 }] : [farthest!];
  const { hits, usualHits, p, chance, isBeyond } = worstTail({ sorted: drops.toSorted(), rows: values.length }, { sorted, rows: reference.rows }, limits);
  const rows = (): number[] => rowsWhere(values.length, (row) => isBeyond(drops[row]!));
  return { ...about(reference), kind: 'order', effect: hits / Math.max(1, values.length), usual: usualHits / Math.max(1, reference.rows), p, chance, rows };
}

/** A column most of whose values differ, such as a key; not instants, of which rows of a short time share more than rows of a long one. */
const isNearlyUnique = ({ matches, kind }: NumberYardstick): boolean => kind !== 'boolean' && kind !== 'timestamp' && matches.pairs < matches.rows / 10;

/** More rows with a value that another row has, in a column whose values differ. */
function judgeRepeats(reference: NumberYardstick, { values }: NumberColumn, { sorted, hits }: { readonly sorted: Float64Array; readonly hits: Int32Array }): Trace {
  const { p, chance, expected } = moreMatchesThanUsual(matchesOf(hits), reference.matches);
  const repeated = sorted.length - hits.length;
  const isRepeated = (value: number): boolean => sorted[countBelow(sorted, value, 'less') + 1] === value;
  return {
    ...about(reference),
    kind: 'duplicates',
    effect: repeated / Math.max(1, values.length),
    usual: Math.min(1, expected / Math.max(1, values.length)),
    p,
    chance,
    rows: () => rowsWhere(values.length, (row) => isRepeated(values[row]!)),
  };
}

/** Another distribution: by the bins of the reference with the missing as a cell, and by the largest gap between the distribution functions of all values. */
function judgeDistribution(reference: NumberYardstick, { values }: NumberColumn, { sorted, shown, at, bins: binsOf }: PlacedNumbers): Trace {
  const bins = reference.bins.map(() => 0);
  hitsOf(shown).forEach((hits, i) => (bins[binsOf[i]!]! += hits));
  const [here, there] = [
    [...bins, values.length - sorted.length],
    [...reference.bins, reference.missing],
  ];
  const { gap } = largestGap(shown, reference.shown);
  const [fewHere, fewThere] = joinBins(here, there, reference.bins.length);
  const p = Math.min(compareCells(fewHere, fewThere).p, kolmogorovTwoSample(gap, sorted.length, reference.shown.length));
  const odd = here.map((count, cell) => count / values.length > 1.5 * (there[cell]! / reference.rows));
  const rows = (): number[] => rowsWhere(values.length, (row) => odd[at[row] === NOWHERE ? bins.length : binsOf[at[row]!]!]!);
  return { ...about(reference), kind: 'drift', effect: compareCells(here, there).distance, usual: 0, p: Math.min(1, 2 * p), chance: continuousChance, rows };
}

/** A bin for the test holds at least so many rows of the reference, and as many of the batch if it is more of the reference. */
const ENOUGH = 10;

/**
 * Joins neighbouring bins until each is large enough, looking at the reference alone: bins at its quantiles all hold as much of it, so that those chosen by what both samples hold
 * would be those of which the batch happens to hold much. What follows the bins stays.
 */
function joinBins(here: readonly number[], there: readonly number[], bins: number): [number[], number[]] {
  const enough = ENOUGH * Math.max(1, sum(there, 0) / Math.max(1, sum(here, 0)));
  const joined: [number[], number[]] = [[], []];
  let [a, b] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    a += here[bin]!;
    b += there[bin]!;
    if (b < enough && bin + 1 < bins) continue;
    if (b < enough && joined[0].length > 0) {
      joined[0][joined[0].length - 1]! += a;
      joined[1][joined[1].length - 1]! += b;
    } else {
      joined[0].push(a);
      joined[1].push(b);
    }
    [a, b] = [0, 0];
  }
  return [
    [...joined[0], ...here.slice(bins)],
    [...joined[1], ...there.slice(bins)],
  ];
}
