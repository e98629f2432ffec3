import type { BatchColumn } from './batch.ts';
import { isSpecial } from './judge-point-mass.ts';
import { learnRuns, type RunHabit } from './runs.ts';
import { textShape } from './text-shape.ts';
import { ValueCounts } from './value-counts.ts';

export type TextColumn = Extract<BatchColumn, { kind: 'string' }>;

/** What the reference says of a column of texts. */
export interface TextYardstick {
  readonly name: string;
  readonly kind: 'string';
  readonly rows: number;
  readonly missing: number;
  readonly values: ValueCounts<string>;
  /** How many texts occur once, twice, … */
  readonly multiplicities: ReadonlyMap<number, number>;
  /** The most frequent, at most `MOST_COMMON`. */
  readonly common: readonly string[];
  /** Texts that stand for nothing. */
  readonly specials: readonly string[];
  /** Rows whose text no other row has. */
  readonly singles: number;
  readonly shapes: ValueCounts<string>;
  readonly singleShapes: number;
  /** Rows in which each character occurs. */
  readonly characters: ReadonlyMap<string, number>;
  /** Rows that hold a character which no other row has. */
  readonly singleCharacters: number;
  readonly runs: RunHabit<string | null>;
}

/** Texts whose shares are judged one by one. */
export const MOST_COMMON = 64;

/** Learns a column of texts. */
export function fitTexts({ name, values: texts }: TextColumn): TextYardstick {
  const values = new ValueCounts<string>();
  for (const text of texts) if (text !== null) values.add(text);
  const shapes = new ValueCounts<string>();
  const characters = new Map<string, number>();
  for (const [text, count] of values.counts) {
    const shape = textShape(text);
    shapes.counts.set(shape, shapes.of(shape) + count);
    shapes.total += count;
    for (const character of new Set(text)) characters.set(character, (characters.get(character) ?? 0) + count);
  }
  const isSingle = (text: string): boolean => [...text].some((character) => characters.get(character) === 1);
  return {
    name,
    kind: 'string',
    rows: texts.length,
    missing: texts.length - values.total,
    values,
    multiplicities: values.multiplicities(),
    common: [...values.counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, MOST_COMMON)
      .map(([text]) => text),
    specials: [...values.counts.keys()].filter((text) => isSpecial('string', text)),
    singles: values.singles(),
    shapes,
    singleShapes: shapes.singles(),
    characters,
    singleCharacters: [...values.counts].filter(([text, count]) => count === 1 && isSingle(text)).length,
    runs: learnRuns(texts, (text) => (text === null ? 0 : values.of(text))),
  };
}
