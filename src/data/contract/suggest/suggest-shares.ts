import { alike, boundShare, nextShare, type Part } from './bound-share.ts';
import { chanceOfAtLeast } from '../share-test.ts';
import { type Draft, percent, roundUp, USELESS } from './draft.ts';
import { partRows, type Sample, type SampledColumn } from './sample.ts';
import type { AnyTableTest } from '../table-test.ts';
import { isMissing } from '../value-of-kind.ts';
import { shapePattern, shapeOf } from './shape-of-text.ts';

/** Of a text column with at most so many different values these are its set. */
const MOST_VALUES = 60;
/** … if each occurs about so many times. */
const OFTEN = 20;
/** Parts in which a value comes so much oftener than in all, by chance, show that values cluster. */
const CLUSTERED = 0.05;
const MOST_SHAPES = 6;
const MOST_DECIMALS = 4;
/** Beyond, a double does not tell the last decimals apart for sure. */
const EXACT = 1e8;

/** Tests of a column's values: how many are missing, outside of the range, of another set or shape, or with more decimals. */
export function suggestShares(sample: Sample, column: SampledColumn): Draft[] {
  const drafts: Draft[] = [];
  const rows = partRows(sample);
  const seen = rows.reduce((sum, one) => sum + one, 0).toLocaleString('en-US');
  const add = (make: (allowance: { atMost: number; falseAlarm: number }) => AnyTableTest, hits: Float64Array, says: (bound: string) => string): void => {
    const parts = Array.from(rows, (of, i): Part => ({ rows: of, hits: hits[i]! }));
    drafts.push({
      about: column.name,
      at: (level) => {
        const bound = boundShare(parts, level / 2);
        if (bound - total(hits) / sample.rows > USELESS) return { useless: `${column.name}: its ${make({ atMost: 0, falseAlarm: 0 }).test} differs too much from part to part` };
        const atMost = roundUp(bound);
        return { test: { ...make({ atMost, falseAlarm: level / 2 }), description: says(percent(atMost)) } };
      },
    });
  };
  const { name } = column;
  const missing = countMissing(sample, column);
  if (missing.some((count) => count > 0))
    add(
      (allowance) => ({ test: 'missing', column: name, ...allowance }),
      missing,
      (bound) => `${percent(total(missing) / sample.rows)} of ${seen} rows are empty; the true share is surely at most ${bound}`,
    );
  if (column.kind === 'number' || column.kind === 'integer') {
    const range = rangeOf(sample, column.values as Float64Array);
    if (range === null) return drafts;
    const { min, max, hits } = range;
    add(
      (allowance) => ({ test: 'range', column: name, min, max, ...allowance }),
      hits,
      (bound) => `the least and the greatest of ${seen} rows; of new ones at most ${bound} lie beyond, going by how many of each part lie beyond the others`,
    );
    const decimals = column.kind === 'integer' ? null : decimalsOf(sample, column.values as Float64Array);
    if (decimals !== null)
      add(
        (allowance) => ({ test: 'decimals', column: name, max: decimals.max, ...allowance }),
        decimals.hits,
        () => `none of ${seen} rows has more`,
      );
  }
  if (column.kind !== 'boolean' && column.kind !== 'timestamp') drafts.push(...suggestPointMass(sample, column, rows));
  if (column.kind === 'string') {
    const texts = column.values as readonly (string | null)[];
    const values = setOf(sample, texts);
    if (values.set.length <= MOST_VALUES && values.set.length * OFTEN <= sample.rows)
      add(
        (allowance) => ({ test: 'values', column: name, values: values.set, ...allowance }),
        values.hits,
        (bound) => `the ${values.set.length} values of ${seen} rows; at most ${bound} of new rows hold others, going by those that one part alone holds`,
      );
    else {
      const shapes = setOf(
        sample,
        texts.map((text) => (text === null ? null : shapeOf(text))),
      );
      const pattern = shapes.set.length > MOST_SHAPES ? null : shapePattern(shapes.set);
      if (pattern !== null)
        add(
          (allowance) => ({ test: 'pattern', column: name, pattern, ...allowance }),
          shapes.hits,
          (bound) => `the form of all values of ${seen} rows; at most ${bound} of new rows have another`,
        );
    }
  }
  return drafts;
}

/** Of a column with many values, no single one takes more than a share: what is stuck, or filled in, does. */
function suggestPointMass(sample: Sample, { name, values }: SampledColumn, rows: Float64Array): Draft[] {
  const counts = new Map<number | string, number>();
  const local = Array.from(rows, () => new Map<number | string, number>());
  for (let i = 0; i < sample.rows; i++) {
    const value = values[i];
    if (isMissing(value)) continue;
    counts.set(value!, (counts.get(value!) ?? 0) + 1);
    const here = local[sample.partOf[i]!]!;
    here.set(value!, (here.get(value!) ?? 0) + 1);
  }
  if (counts.size <= MOST_VALUES) return [];
  const most = (of: ReadonlyMap<unknown, number>): number => [...of.values()].reduce((max, count) => Math.max(max, count), 0);
  const parts = Array.from(rows, (of, i): Part => ({ rows: of, hits: most(local[i]!) }));
  return [
    {
      about: name,
      at: (level) => {
        const pooled = boundShare([{ rows: sample.rows, hits: most(counts) }], level / 2);
        // A value that is commoner in some parts, or other values that cluster there, could hold as much of the next one.
        const moves = !alike(parts) || parts.some((part) => chanceOfAtLeast(part.hits, part.rows, pooled) < (pooled * CLUSTERED) / parts.length);
        const atMost = roundUp(moves ? Math.max(pooled, nextShare(parts, level / 2)) : pooled);
        if (atMost > USELESS) return { useless: `${name}: the share of its commonest value differs too much from part to part` };
        return {
          test: {
            test: 'pointMass',
            column: name,
            atMost,
            falseAlarm: level / 2,
            description: `the commonest value has ${percent(most(counts) / sample.rows)} of the rows, surely no more than ${percent(atMost)}`,
          },
        };
      },
    },
  ];
}

const total = (counts: Float64Array): number => counts.reduce((sum, one) => sum + one, 0);

function countMissing({ partOf, parts }: Sample, { values }: SampledColumn): Float64Array {
  const missing = new Float64Array(parts);
  for (let i = 0; i < partOf.length; i++) if (isMissing(values[i])) missing[partOf[i]!]!++;
  return missing;
}

/** The range of all rows, and how many of each part lie outside that of the others. */
export function rangeOf({ partOf, parts }: Pick<Sample, 'partOf' | 'parts'>, values: Float64Array): { min: number; max: number; hits: Float64Array } | null {
  const least = new Float64Array(parts).fill(Infinity);
  const most = new Float64Array(parts).fill(-Infinity);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const part = partOf[i]!;
    if (value < least[part]!) least[part] = value;
    if (value > most[part]!) most[part] = value;
  }
  const [min, max] = [Math.min(...least), Math.max(...most)];
  if (min > max) return null;
  const others = (of: Float64Array, part: number, pick: (...all: number[]) => number): number => pick(...of.filter((_, i) => i !== part));
  const low = least.map((_, part) => others(least, part, Math.min));
  const high = most.map((_, part) => others(most, part, Math.max));
  const hits = new Float64Array(parts);
  for (let i = 0; i < values.length; i++) if (values[i]! < low[partOf[i]!]! || values[i]! > high[partOf[i]!]!) hits[partOf[i]!]!++;
  return { min, max, hits };
}

/** The decimals that all values make do with, and how many of each part need more than the others do; null when there are too many. */
function decimalsOf({ partOf, parts }: Sample, values: Float64Array): { max: number; hits: Float64Array } | null {
  const needed = values.map(decimalsNeeded);
  const most = new Float64Array(parts);
  for (let i = 0; i < needed.length; i++) most[partOf[i]!] = Math.max(most[partOf[i]!]!, needed[i]!);
  const max = Math.max(...most);
  const greatest = values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
  if (max > MOST_DECIMALS || greatest * 10 ** max > EXACT) return null;
  const others = most.map((_, part) => Math.max(...most.filter((__, i) => i !== part)));
  const hits = new Float64Array(parts);
  for (let i = 0; i < needed.length; i++) if (needed[i]! > others[partOf[i]!]!) hits[partOf[i]!]!++;
  return { max, hits };
}

/** As the test `decimals` counts them. */
function decimalsNeeded(value: number): number {
  if (Number.isNaN(value)) return 0;
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) <= 1e-9 * Math.max(1, Math.abs(scaled))) return decimals;
  }
  return MOST_DECIMALS + 1;
}

/** All texts, and how many rows of each part hold one that no other part holds. */
function setOf({ partOf, parts }: Sample, texts: readonly (string | null)[]): { set: string[]; hits: Float64Array } {
  const where = new Map<string, { part: number; rows: number }>();
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i];
    if (text === null || text === undefined) continue;
    const known = where.get(text);
    if (known === undefined) where.set(text, { part: partOf[i]!, rows: 1 });
    else if (known.part === partOf[i]) known.rows++;
    else known.part = -1;
  }
  const hits = new Float64Array(parts);
  for (const { part, rows } of where.values()) if (part >= 0) hits[part]! += rows;
  return { set: [...where.keys()].sort(), hits };
}
