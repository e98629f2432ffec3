import { continuousChance, leastOf } from '../../stats/index.ts';
import { compareCells } from './compare-cells.ts';
import type { TextColumn, TextYardstick } from './fit-texts.ts';
import { moreMatchesThanUsual } from './judge-matches.ts';
import { judgeMissing } from './judge-missing.ts';
import { isSpecial } from './judge-point-mass.ts';
import { judgeRuns } from './judge-runs.ts';
import { judgeValues } from './judge-values.ts';
import { rowsWhere, testMore, type Trace } from './mark.ts';
import { textShape } from './text-shape.ts';
import { ValueCounts } from './value-counts.ts';

/** Puts a column of texts through every test that applies to its reference. */
export function judgeTexts(reference: TextYardstick, column: TextColumn): Trace[] {
  const { values } = column;
  const counts = new ValueCounts<string>();
  for (const text of values) if (text !== null) counts.add(text);
  const traces = [
    judgeMissing(reference, values.length - counts.total, column),
    judgeRuns(reference, values, (text) => (text === null ? 0 : reference.values.of(text))),
    judgeCategories(reference, column, counts),
    judgeNovelty(reference, column, { kind: 'unseen', usualHits: reference.singles, isNew: (text) => reference.values.of(text) === 0 }),
    judgeCharacters(reference, column),
    ...judgeValues(reference, {
      counts,
      usual: (text) => reference.values.of(text),
      isSpecial: (text) => isSpecial('string', text),
      rowsOf: (text) => rowsWhere(values.length, (row) => values[row] === text),
    }),
  ];
  const usual = reference.values.matches();
  if (usual.pairs < usual.rows / 10) {
    const { p, chance, expected } = moreMatchesThanUsual(counts.matches(), usual);
    const effect = (counts.total - counts.counts.size) / Math.max(1, values.length);
    const rows = (): number[] => rowsWhere(values.length, (row) => counts.of(values[row] ?? '') > 1);
    traces.push({ ...about(reference), kind: 'duplicates', effect, usual: Math.min(1, expected / Math.max(1, values.length)), p, chance, rows });
  }
  return traces;
}

const about = (reference: TextYardstick) => ({ column: reference.name, other: null, value: null });

interface Novelty {
  readonly kind: 'unseen' | 'characters';
  readonly usualHits: number;
  readonly isNew: (text: string) => boolean;
}

/** More rows than usual with something that the reference never had. */
function judgeNovelty(reference: TextYardstick, { values }: TextColumn, { kind, usualHits, isNew }: Novelty): Trace {
  const isHit = (row: number): boolean => values[row] !== null && isNew(values[row]!);
  const hits = rowsWhere(values.length, isHit);
  // Where the batch is large beside the reference, a value that is new comes in many rows at once: then values count, not rows.
  const counted = values.length > reference.rows / 2 ? new Set(hits.map((row) => values[row])).size : hits.length;
  const test = testMore({ hits: counted, rows: values.length, usualHits, usualRows: reference.rows });
  return { ...about(reference), kind, effect: hits.length / Math.max(1, values.length), usual: usualHits / Math.max(1, reference.rows), ...test, rows: () => hits };
}

/** Characters, or shapes of texts, that the reference never had: a broken encoding, another format, another field. */
function judgeCharacters(reference: TextYardstick, column: TextColumn): Trace {
  const novelty = (usualHits: number, isNew: (text: string) => boolean): Trace => judgeNovelty(reference, column, { kind: 'characters', usualHits, isNew });
  const shapes = novelty(reference.singleShapes, (text) => reference.shapes.of(textShape(text)) === 0);
  const characters = novelty(reference.singleCharacters, (text) => [...text].some((character) => !reference.characters.has(character)));
  const worse = characters.p < shapes.p ? characters : shapes;
  return { ...worse, ...leastOf(worse.p, [shapes, characters]) };
}

/** Texts whose shares are judged one by one; the rest are judged with those of like frequency. */
const COMMON = 64;

/**
 * Other shares of the categories; the most frequent have a cell each, the others one for all that occur once, up to three times, up to seven …, and the missing one. By both samples together: those frequent
 * in the reference alone would be its luckiest ones too, and rarer in any other sample.
 */
function judgeCategories(reference: TextYardstick, { values }: TextColumn, counts: ValueCounts<string>): Trace {
  const pooled = [...reference.values.counts].map(([text, count]) => [text, count + counts.of(text)] as const);
  for (const [text, count] of counts.counts) if (reference.values.of(text) === 0) pooled.push([text, count]);
  pooled.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const rarer = COMMON + Math.floor(Math.log2(pooled[COMMON]?.[1] ?? 1)) + 1;
  const cellOf = new Map(pooled.map(([text, count], rank) => [text, rank < COMMON ? rank : COMMON + Math.floor(Math.log2(count))]));
  const cells = (of: ValueCounts<string>, missing: number): number[] => {
    const counted = Array.from({ length: rarer + 1 }, () => 0);
    for (const [text, count] of of.counts) counted[cellOf.get(text)!]! += count;
    counted[rarer] = missing;
    return counted;
  };
  const [here, there] = [cells(counts, values.length - counts.total), cells(reference.values, reference.missing)];
  const { distance, p } = compareCells(here, there);
  const odd = here.map((count, cell) => count / values.length > 1.5 * (there[cell]! / reference.rows));
  return {
    ...about(reference),
    kind: 'drift',
    effect: distance,
    usual: 0,
    p,
    chance: continuousChance,
    rows: () => rowsWhere(values.length, (row) => odd[values[row] === null ? rarer : cellOf.get(values[row]!)!]!),
  };
}
