import { type Digest, digestOf } from '../../kernel/index.ts';
import type { ColumnKind } from '../columns.ts';
import { BATTERY, type Yardstick } from './yardstick.ts';

/** What the drift battery has learned of references before, by what it was learned from; a `Map`, or a store. */
export interface LearnedYardsticks {
  get(name: Digest): Promise<Yardstick | undefined> | Yardstick | undefined;
  set(name: Digest, yardstick: Yardstick): unknown;
}

/** What a reference is: what its tables hold, by content, how their values are read, and the columns that are looked at. */
export interface ReferenceContent {
  readonly tables: readonly Digest[];
  /** By the types that the table says it has, or as texts that are read as the kinds of a contract. */
  readonly values: 'typed' | 'contract';
  readonly kinds: ReadonlyMap<string, ColumnKind>;
}

/** Knows a reference from the last time, or learns it and keeps what it has learned. */
export async function recallYardstick(learned: LearnedYardsticks, { tables, values, kinds }: ReferenceContent, learn: () => Promise<Yardstick>): Promise<Yardstick> {
  const name = digestOf({ battery: BATTERY, tables, columns: [...kinds], ...(values === 'typed' && { values }) });
  const known = await learned.get(name);
  if (known !== undefined) return known;
  const yardstick = await learn();
  await learned.set(name, yardstick);
  return yardstick;
}
