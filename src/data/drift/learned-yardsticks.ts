import { type Digest, digestOf } from '../../kernel/index.ts';
import type { ColumnKind } from '../columns.ts';
import type { Batch } from './batch.ts';
import { type FitPart, judgeSegments, partsOf, type SegmentsJudgement, type SegmentsOptions } from './judge-segments.ts';
import { BATTERY, fitYardstick, type Yardstick } from './yardstick.ts';

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

const nameOf = ({ tables, values, kinds }: ReferenceContent, part?: readonly [by: string, part: string]): Digest =>
  digestOf({ battery: BATTERY, tables, columns: [...kinds], ...(values === 'typed' && { values }), ...(part && { part }) });

/** Knows a reference from the last time, or learns it and keeps what it has learned. */
export async function recallYardstick(learned: LearnedYardsticks, content: ReferenceContent, learn: () => Promise<Yardstick>): Promise<Yardstick> {
  const name = nameOf(content);
  const known = await learned.get(name);
  if (known !== undefined) return known;
  const yardstick = await learn();
  await learned.set(name, yardstick);
  return yardstick;
}

/** Judges by segment as `judgeSegments` does; what it learns of a reference whose content is told is kept, and known the next time. */
export async function judgeRecalled(
  { learned, content }: { readonly learned: LearnedYardsticks | undefined; readonly content: ReferenceContent | undefined },
  { reference, batch, by }: { readonly reference: Batch; readonly batch: Batch; readonly by: string },
  options: SegmentsOptions = {},
): Promise<SegmentsJudgement> {
  if (learned === undefined || content === undefined) return judgeSegments(reference, batch, by, options);
  const known = new Map<string, Yardstick>();
  for (const part of partsOf(reference, by)) {
    const yardstick = await learned.get(nameOf(content, [by, part]));
    if (yardstick !== undefined) known.set(part, yardstick);
  }
  const fresh = new Map<string, Yardstick>();
  const fit: FitPart = (part, of) => {
    const found = known.get(part) ?? fitYardstick(of);
    if (!known.has(part)) fresh.set(part, found);
    return found;
  };
  const judgement = judgeSegments(reference, batch, by, { ...options, fit });
  for (const [part, yardstick] of fresh) await learned.set(nameOf(content, [by, part]), yardstick);
  return judgement;
}
