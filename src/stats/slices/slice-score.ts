/** How many rows a slice has, and their errors. */
interface SliceSize {
  readonly rows: number;
  /** Sum of their errors. */
  readonly total: number;
  /** The largest of their errors. */
  readonly largest: number;
}

/** Scores the slices of one table. */
export interface SliceScore {
  of(slice: SliceSize): number;
  /** No slice within this one has a larger score. */
  bound(slice: SliceSize): number;
}

/**
 * SliceLine's score of a slice of s rows with mean error e, among n rows with mean error E: alpha (e / E - 1) - (1 - alpha) (n / s - 1) (Sagadeeva & Boehm, SIGMOD 2021,
 * definition 1). A slice within it has t ≤ s rows and an error sum of at most min(total, t · largest). Over t, that bound of the score rises up to total / largest
 * and is monotonous beyond, so it is largest at one of three sizes (their section 3.3).
 */
export function createSliceScore(about: { readonly rows: number; readonly meanError: number; readonly alpha: number; readonly minRows: number }): SliceScore {
  const { rows: all, meanError, alpha, minRows } = about;
  const score = (rows: number, total: number): number => alpha * (total / rows / meanError - 1) - (1 - alpha) * (all / rows - 1);
  return {
    of: ({ rows, total }) => score(rows, total),
    bound({ rows, total, largest }) {
      if (rows < minRows || largest === 0) return -Infinity;
      const turn = Math.min(rows, Math.max(minRows, total / largest));
      return Math.max(score(minRows, Math.min(total, minRows * largest)), score(turn, Math.min(total, turn * largest)), score(rows, total));
    },
  };
}
