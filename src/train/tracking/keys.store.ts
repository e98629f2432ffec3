import { isStorable } from './check-entries.ts';
import type { TrackingMeans } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

/** The keys of metrics, params and tags: each is kept once, with a number by which rows name it. */
export interface Keys {
  /** The numbers of names, by name (and of others): new names get one. They are there to stay, whatever becomes of the write that needs them. */
  number(names: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The number of a name; undefined when nothing was ever logged under it. */
  find(name: string): Promise<number | undefined>;
  /** The names of numbers, by number (and of others). */
  name(numbers: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

interface Pair {
  readonly no: number;
  readonly name: string;
}

/** How many pairs are remembered; then all are forgotten. They never change, so another process cannot make them wrong. */
const REMEMBERED = 100_000;
const AT_ONCE = 500;

export function createKeys(means: TrackingMeans): Keys {
  const table = () => means.db.tables<TrackingTables>();
  let numbers = new Map<string, number>();
  let names = new Map<number, string>();
  const remember = (pairs: readonly Pair[]): void => {
    if (numbers.size + pairs.length > REMEMBERED) {
      numbers = new Map();
      names = new Map();
    }
    for (const { no, name } of pairs) {
      numbers.set(name, no);
      names.set(no, name);
    }
  };
  const read = (column: 'no' | 'name', values: readonly unknown[]): Promise<Pair[]> =>
    inParts(values, (part) =>
      table()
        .selectFrom('train_keys')
        .select(['no', 'name'])
        .where(column, 'in', part as never)
        .execute(),
    );
  const add = (fresh: readonly string[]): Promise<Pair[]> =>
    inParts(fresh, async (part) => {
      const rows = part.map((name) => ({ name }));
      await table()
        .insertInto('train_keys')
        .values(rows)
        .onConflict((c) => c.column('name').doNothing())
        .execute();
      // Read, not returned by the insert: another process may have been faster.
      return read('name', part);
    });
  return {
    async number(wanted) {
      const missing = [...new Set(wanted.filter((name) => !numbers.has(name)))];
      if (missing.length === 0) return numbers;
      const result = new Map(wanted.flatMap((name) => (numbers.has(name) ? [[name, numbers.get(name)!]] : [])));
      const known = await read('name', missing);
      const there = new Set(known.map((pair) => pair.name));
      const found = [...known, ...(await add(missing.filter((name) => !there.has(name))))];
      remember(found);
      for (const { no, name } of found) result.set(name, no);
      return result;
    },
    async find(name) {
      if (!numbers.has(name) && isStorable(name)) remember(await read('name', [name]));
      return numbers.get(name);
    },
    async name(wanted) {
      const missing = [...new Set(wanted.filter((no) => !names.has(no)))];
      if (missing.length === 0) return names;
      const result = new Map(wanted.flatMap((no) => (names.has(no) ? [[no, names.get(no)!]] : [])));
      const found = await read('no', missing);
      remember(found);
      for (const { no, name } of found) result.set(no, name);
      return result;
    },
  };
}

async function inParts<T, R>(values: readonly T[], each: (part: readonly T[]) => Promise<R[]>): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < values.length; from += AT_ONCE) results.push(...(await each(values.slice(from, from + AT_ONCE))));
  return results;
}
