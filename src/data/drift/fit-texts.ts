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
    specials: [...values.counts.keys()].filter((text) => isSpecial('string', text)),
    singles: values.singles(),
    shapes,
    singleShapes: shapes.singles(),
    characters,
    singleCharacters: [...values.counts].filter(([text, count]) => count === 1 && isSingle(text)).length,
    runs: learnRuns(texts, (text) => (text === null ? 0 : values.of(text))),
  };
}
