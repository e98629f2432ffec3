import type { BenchRow } from './bench.ts';

/** The middle one; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** What several contestants measured, round by round. */
export type Rounds<K extends string> = Readonly<Record<K, readonly number[]>>;

/**
 * Lets contestants take turns, in an order that turns round each time: what else the machine does falls on all of them alike.
 * The first round warms up and does not count.
 */
export async function takeTurns<K extends string>(rounds: number, contestants: Readonly<Record<K, () => number | Promise<number>>>): Promise<Rounds<K>> {
  const names = Object.keys(contestants) as K[];
  const found = Object.fromEntries(names.map((name) => [name, [] as number[]])) as unknown as Record<K, number[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await contestants[name]();
      if (round > 0) found[name].push(figure);
    }
  }
  return found;
}

/** The median of the rounds' ratios: both sides of each were measured within the same seconds. */
export const ratioOf = (ours: readonly number[], floor: readonly number[]): number => median(ours.map((figure, i) => figure / floor[i]!));

/** A row of two contestants that were measured in turns. */
export function compare(about: { name: string; unit: string; floor: string }, ours: readonly number[], floor: readonly number[]): BenchRow {
  return { name: about.name, unit: about.unit, ours: median(ours), floor: { name: about.floor, value: median(floor) }, ratio: ratioOf(ours, floor), promise: null };
}

/** CPU seconds that this process, all its threads together, has used. */
export const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** CPU milliseconds of a piece of work, in all threads of this process. */
export async function cpuMilliseconds(work: () => unknown): Promise<number> {
  const before = cpuSeconds();
  await work();
  return (cpuSeconds() - before) * 1000;
}

/** Wall milliseconds of a piece of work. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
