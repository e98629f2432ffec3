import { type Comparison, type Field, type Filter, type OrderItem, type Random, seededRandom } from '../../src/kernel/index.ts';

// The language of searches, told naively over things in memory: what the records stores' answers are compared with.

export interface Thing {
  readonly no: number;
  readonly name: string;
  readonly size: number | null;
  /** By name; NaN and infinities included. */
  readonly marks: Readonly<Record<string, number>>;
  readonly words: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
}

export const field = (entity: string, key: string, type: Field['type']): Field => ({ entity, key, type });
export const MARKS = ['loss', 'f1 score', 'absent'].map((key) => field('mark', key, 'number'));
export const WORDS = ['team', "o'clock", 'absent'].map((key) => field('word', key, 'text'));
export const NAME = field('thing', 'name', 'text');
export const SIZE = field('thing', 'size', 'number');
export const TWICE = field('thing', 'twice', 'number');
export const NO = field('thing', 'no', 'id');
export const SOURCE = field('source', 'name', 'text');
export const TEXTS = ['', 'a', 'A', 'ab', 'Ab', 'b%', 'b_', '%', '_', '\\', 'a\\%', "o'clock", 'ä', 'Ä', '\uffee', '😀', 'x\ny', 'null'];
export const PATTERNS = [...TEXTS, 'a%', '%b', '_b', '%', '__', '%\\%', 'Ä%', '%\n%', 'A_'];
export const NUMBERS = [0, 1, -1, 2, 0.5, 1.5, -0.25, 1e-17, 1e300, -1e300, 2 ** 53, 3];

const pick = <T>(random: Random, from: readonly T[]): T => from[random.int(from.length)]!;

export function makeThings(count: number, seed: string): Thing[] {
  const random = seededRandom(seed);
  const marks = [...NUMBERS, Number.NaN, Number.NaN, Infinity, -Infinity];
  return Array.from({ length: count }, (_, no) => ({
    no,
    name: pick(random, TEXTS),
    size: random.int(4) === 0 ? null : random.int(4),
    marks: Object.fromEntries(['loss', 'f1 score'].filter(() => random.int(4) > 0).map((key) => [key, pick(random, marks)])),
    words: Object.fromEntries(['team', "o'clock"].filter(() => random.int(3) > 0).map((key) => [key, pick(random, TEXTS)])),
    sources: Array.from({ length: random.int(3) }, () => pick(random, TEXTS)),
  }));
}

function valuesOf(thing: Thing, { entity, key }: Field): (string | number)[] {
  if (entity === 'source') return [...thing.sources];
  const value = entity === 'mark' ? thing.marks[key] : entity === 'word' ? thing.words[key] : key === 'twice' ? thing.size && thing.size * 2 : thing[key as 'no' | 'name' | 'size'];
  return value === undefined || value === null ? [] : [value];
}

const lower = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
const like = (text: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.')}$`,
    'su',
  ).test(text);

function holdsFor(value: string | number, comparison: Comparison): boolean {
  switch (comparison.operator) {
    case '=':
      return value === comparison.value;
    case '!=':
      return value !== comparison.value;
    case '<':
      return value < comparison.value;
    case '<=':
      return value <= comparison.value;
    case '>':
      return value > comparison.value;
    case '>=':
      return value >= comparison.value;
    case 'IN':
      return comparison.values.includes(value) && !Number.isNaN(value);
    case 'NOT IN':
      return !comparison.values.includes(value) || Number.isNaN(value);
    case 'LIKE':
      return like(value as string, comparison.value);
    case 'NOT LIKE':
      return !like(value as string, comparison.value);
    case 'ILIKE':
      return like(lower(value as string), lower(comparison.value));
    case 'NOT ILIKE':
      return !like(lower(value as string), lower(comparison.value));
    case 'IS NOT NULL':
      return true;
    case 'IS NULL':
      return false;
  }
}

/** What a filter means. */
export function holds(thing: Thing, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((part) => holds(thing, part));
    case 'or':
      return filter.of.some((part) => holds(thing, part));
    case 'not':
      return !holds(thing, filter.of);
    case 'comparison': {
      const values = valuesOf(thing, filter.field);
      return filter.operator === 'IS NULL' ? values.length === 0 : values.some((value) => holdsFor(value, filter));
    }
  }
}

const rankOf = (value: string | number | undefined): number => (value === undefined ? 2 : Number.isNaN(value) ? 1 : 0);
const compareValues = (a: string | number, b: string | number): number =>
  typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(String(b))) : a < Number(b) ? -1 : Number(a > Number(b));

/** What an order means. */
export function compareThings(a: Thing, b: Thing, order: readonly OrderItem[]): number {
  for (const item of order) {
    const [x, y] = [valuesOf(a, item.field)[0], valuesOf(b, item.field)[0]];
    const ranks = rankOf(x) - rankOf(y);
    if (ranks !== 0) return ranks;
    const values = rankOf(x) > 0 ? 0 : compareValues(x!, y!);
    if (values !== 0) return item.direction === 'asc' ? values : -values;
  }
  return 0;
}
