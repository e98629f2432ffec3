import type { Slice } from './slice.ts';

/** The best slices so far. */
export interface TopSlices {
  offer(slice: Slice): void;
  /** A slice must score more than this to be kept. */
  least(): number;
  /** Largest score first. */
  list(): Slice[];
}

/** Keeps the k slices with the largest positive scores. */
export function createTopSlices(k: number): TopSlices {
  const kept: Slice[] = [];
  const least = (): number => (kept.length < k ? 0 : kept.at(-1)!.score);
  return {
    least,
    offer(slice) {
      if (!(slice.score > least())) return;
      let at = kept.length;
      while (at > 0 && kept[at - 1]!.score < slice.score) at--;
      kept.splice(at, 0, slice);
      if (kept.length > k) kept.pop();
    },
    list: () => [...kept],
  };
}
