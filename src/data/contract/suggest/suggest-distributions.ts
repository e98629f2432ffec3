import { historyThreshold, totalVariation } from '../../../stats/index.ts';
import { alikeCells } from './bound-share.ts';
import { type CelledColumn, cellsOfColumn, COARSE, FINE, NO_CELL } from './cells-of-column.ts';
import { type Draft, percent, USELESS } from './draft.ts';
import type { Sample } from './sample.ts';

/** Smaller changes are of no interest, however sure. */
const MIN_EFFECT = 0.005;
/** Cramér's V from which two columns belong together. */
const TOGETHER = 0.1;
/** Pairs suggested for each column. */
const PAIRS = 2;
/** Rows by which pairs are chosen. */
const ROWS_FOR_PAIRS = 5_000;

/** Tests that columns are distributed as before: each for itself, and each with those that it depends on most. A key, whose values never come again, is left out. */
export function suggestDistributions(sample: Sample, keys: ReadonlySet<string>): Draft[] {
  const columns = sample.columns.filter((column) => !keys.has(column.name));
  const single = columns.flatMap((column) => cellsOfColumn(column, FINE, 20) ?? []);
  const coarse = columns.flatMap((column) => cellsOfColumn(column, COARSE, 8) ?? []);
  return [...single.map((one) => draftOf(sample, [one])), ...dependentPairs(coarse).map((pair) => draftOf(sample, pair))];
}

/** The pairs that tell most: of each column those with the highest Cramér's V. */
function dependentPairs(columns: readonly CelledColumn[]): [CelledColumn, CelledColumn][] {
  const found: { pair: [CelledColumn, CelledColumn]; strength: number }[] = [];
  for (let i = 0; i < columns.length; i++)
    for (let j = i + 1; j < columns.length; j++) {
      const strength = cramersV(columns[i]!, columns[j]!);
      if (strength >= TOGETHER) found.push({ pair: [columns[i]!, columns[j]!], strength });
    }
  found.sort((a, b) => b.strength - a.strength);
  const taken = new Map<string, number>();
  return found.flatMap(({ pair }) => {
    const counts = pair.map((one) => taken.get(one.name) ?? 0);
    if (counts.every((count) => count >= PAIRS)) return [];
    for (const one of pair) taken.set(one.name, (taken.get(one.name) ?? 0) + 1);
    return [pair];
  });
}

/** Cramér's V with Bergsma's correction for chance (J. Korean Statistical Society 2013). */
function cramersV(a: CelledColumn, b: CelledColumn): number {
  const step = Math.max(1, Math.floor(a.of.length / ROWS_FOR_PAIRS));
  const joint = new Float64Array(a.count * b.count);
  const [left, right] = [new Float64Array(a.count), new Float64Array(b.count)];
  let rows = 0;
  for (let i = 0; i < a.of.length; i += step) {
    const [x, y] = [a.of[i]!, b.of[i]!];
    if (x === NO_CELL || y === NO_CELL) continue;
    joint[x * b.count + y]!++;
    left[x]!++;
    right[y]!++;
    rows++;
  }
  let statistic = 0;
  for (let x = 0; x < a.count; x++)
    for (let y = 0; y < b.count; y++) {
      const expected = (left[x]! * right[y]!) / Math.max(1, rows);
      if (expected > 0) statistic += (joint[x * b.count + y]! - expected) ** 2 / expected;
    }
  const used = (of: Float64Array): number => of.filter((count) => count > 0).length;
  const [r, c] = [used(left), used(right)];
  if (rows < 50 || r < 2 || c < 2) return 0;
  const phi = Math.max(0, statistic / rows - ((r - 1) * (c - 1)) / (rows - 1));
  const size = (k: number): number => k - (k - 1) ** 2 / (rows - 1);
  return Math.sqrt(phi / Math.max(1e-9, Math.min(size(r), size(c)) - 1));
}

function draftOf(sample: Sample, columns: readonly CelledColumn[]): Draft {
  const [first, second] = columns as [CelledColumn, CelledColumn | undefined];
  const size = columns.reduce((product, one) => product * one.count, 1);
  const parts = Array.from({ length: sample.parts }, () => new Float64Array(size));
  for (let i = 0; i < sample.rows; i++) {
    const x = first.of[i]!;
    const y = second?.of[i];
    if (x === NO_CELL || y === NO_CELL) continue;
    parts[sample.partOf[i]!]![second === undefined ? x : x * second.count + y!]!++;
  }
  const counts = parts.reduce((sum, part) => sum.map((count, cell) => count + part[cell]!));
  const distances = parts.map((part) =>
    totalVariation(
      part,
      counts.map((count, cell) => count - part[cell]!),
    ),
  );
  const moves = !alikeCells(parts);
  const names = columns.map((one) => one.name);
  const about = names.join(', ');
  return {
    about,
    at: (level) => {
      const natural = moves ? historyThreshold(distances, level) : 0;
      if (natural > USELESS) return { useless: `${about}: its distribution differs too much from part to part` };
      const minEffect = Math.max(MIN_EFFECT, Math.ceil(natural * 1000) / 1000);
      const rows = counts.reduce((sum, one) => sum + one, 0);
      const seen = `the shares of ${rows.toLocaleString('en-US')} rows`;
      const description = moves
        ? `${seen}; parts differed by up to ${percent(Math.max(...distances))}, the next one surely by less than ${percent(minEffect)}`
        : `${seen}, whose parts differ by chance alone`;
      return {
        test: { test: 'distribution', columns: names, against: { cells: columns.map((one) => one.cells), counts: Array.from(counts) }, falseAlarm: level, minEffect, description },
      };
    },
  };
}
