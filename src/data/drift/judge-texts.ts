import { continuousChance, leastOf } from '../../stats/index.ts';
import { compareCells } from './compare-cells.ts';
import { MOST_COMMON, type TextColumn, type TextYardstick } from './fit-texts.ts';
import { moreMatchesThanUsual } from './judge-matches.ts';
import { judgeMissing } from './judge-missing.ts';
import { isSpecial } from './judge-point-mass.ts';
import { judgeRuns } from './judge-runs.ts';
import { judgeValues } from './judge-values.ts';
import { testNew } from './test-marked.ts';
import { rowsWhere, type Trace } from './trace.ts';
import { textShape } from './text-shape.ts';
import { ValueCounts } from './value-counts.ts';

/** Puts a column of texts through every test that applies to its reference. */
export function judgeTexts(reference: TextYardstick, column: TextColumn): Trace[] {
  const { values } = column;
  const counts = new ValueCounts<string>();
  for (const text of values) if (text !== null) counts.add(text);
  const texts = [...counts.counts.keys()];
  const traces = [
    judgeMissing(reference, values.length - counts.total, column),
    judgeRuns(reference, column),
    judgeCategories(reference, column, counts),
    judgeNovelty(reference, column, {
      kind: 'unseen',
      usualHits: reference.singles,
      doubles: reference.multiplicities.get(2) ?? 0,
      texts: textsWhere(counts, (text) => reference.values.of(text) === 0),
    }),
    judgeCharacters(reference, column, counts),
    ...judgeValues(reference, {
      values: texts,
      hits: texts.map((text) => counts.of(text)),
      usual: texts.map((text) => reference.values.of(text)),
      rows: counts.total,
      absent: (text) => (counts.of(text) === 0 ? reference.values.of(text) : undefined),
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
  /** Values that the reference has twice. */
  readonly doubles: number;
  /** The texts of the batch that are new. */
  readonly texts: ReadonlySet<string | null>;
}

/** More rows than usual with something that the reference never had. */
function judgeNovelty(reference: TextYardstick, { values }: TextColumn, { kind, usualHits, doubles, texts }: Novelty): Trace {
  const hits = texts.size === 0 ? [] : rowsWhere(values.length, (row) => texts.has(values[row]!));
  // Where the batch is large beside the reference, a value that is new comes in many rows at once: then values count, not rows.
  const counted = values.length > reference.rows / 2 ? texts.size : hits.length;
  const test = testNew({ hits: counted, rows: values.length, usualHits, usualRows: reference.rows, doubles });
  return { ...about(reference), kind, effect: hits.length / Math.max(1, values.length), usual: usualHits / Math.max(1, reference.rows), ...test, rows: () => hits };
}

const textsWhere = (counts: ValueCounts<string>, holds: (text: string) => boolean): ReadonlySet<string> => new Set([...counts.counts.keys()].filter(holds));

function hasNew(text: string, known: ReadonlyMap<string, number>): boolean {
  for (const character of text) if (!known.has(character)) return true;
  return false;
}

/** Characters, or shapes of texts, that the reference never had: a broken encoding, another format, another field. */
function judgeCharacters(reference: TextYardstick, column: TextColumn, counts: ValueCounts<string>): Trace {
  const novelty = (usualHits: number, isNew: (text: string) => boolean): Trace =>
    judgeNovelty(reference, column, { kind: 'characters', usualHits, doubles: 0, texts: textsWhere(counts, isNew) });
  const shapes = novelty(reference.singleShapes, (text) => reference.shapes.of(textShape(text)) === 0);
  const characters = novelty(reference.singleCharacters, (text) => hasNew(text, reference.characters));
  const worse = characters.p < shapes.p ? characters : shapes;
  return { ...worse, ...leastOf(worse.p, [shapes, characters]) };
}

/** Cells of texts that are not among the most frequent: those that occur once, two or three times, four to seven … */
const CLASSES = 32;

/**
 * Other shares of the categories; the most frequent have a cell each, the others one for all of like frequency, and the missing one. By both samples together: those frequent in the reference alone would be
 * its luckiest ones too, and rarer in any other sample.
 */
function judgeCategories(reference: TextYardstick, { values }: TextColumn, counts: ValueCounts<string>): Trace {
  const pooled = [...counts.counts].map(([text, count]) => [text, count + reference.values.of(text)] as const);
  for (const text of reference.common) if (counts.of(text) === 0) pooled.push([text, reference.values.of(text)]);
  pooled.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const frequent = new Map(pooled.slice(0, MOST_COMMON).map(([text], cell) => [text, cell]));
  const classOf = (times: number): number => MOST_COMMON + Math.min(CLASSES - 1, Math.floor(Math.log2(times)));
  const [here, there] = [1, 2].map(() => Array.from({ length: MOST_COMMON + CLASSES + 1 }, () => 0)) as [number[], number[]];
  const missing = here.length - 1;
  // Of texts that the batch does not have it is enough to know how many there are of each frequency.
  for (const [times, texts] of reference.multiplicities) there[classOf(times)]! += times * texts;
  const cellOf = new Map<string, number>();
  for (const [text, both] of pooled) {
    const [cell, hits] = [frequent.get(text) ?? classOf(both), counts.of(text)];
    cellOf.set(text, cell);
    here[cell]! += hits;
    if (both === hits) continue;
    there[classOf(both - hits)]! -= both - hits;
    there[cell]! += both - hits;
  }
  here[missing] = values.length - counts.total;
  there[missing] = reference.missing;
  const { distance, p } = compareCells(here, there);
  const odd = here.map((count, cell) => count / values.length > 1.5 * (there[cell]! / reference.rows));
  return {
    ...about(reference),
    kind: 'drift',
    effect: distance,
    usual: 0,
    p,
    chance: continuousChance,
    rows: () => rowsWhere(values.length, (row) => odd[values[row] === null ? missing : cellOf.get(values[row]!)!]!),
  };
}
