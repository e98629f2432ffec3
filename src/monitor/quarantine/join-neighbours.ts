import type { Interval } from '../../kernel/index.ts';

/** Stretches that are in order of time, those that touch as one; `merge` says what two are together, beside their time. */
export function joinNeighbours<T extends Interval>(stretches: readonly T[], merge: (last: T, next: T) => T = (last) => last): T[] {
  const joined: T[] = [];
  for (const one of stretches) {
    const last = joined.at(-1);
    if (last === undefined || last.to < one.from) joined.push(one);
    else joined[joined.length - 1] = { ...merge(last, one), from: last.from, to: Math.max(last.to, one.to) };
  }
  return joined;
}
