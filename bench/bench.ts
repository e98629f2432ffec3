/** One line of the table. */
export interface BenchRow {
  readonly name: string;
  /** What the figures are in: `ms`, `req/s`, `CPU-s/1000`. */
  readonly unit: string;
  readonly ours: number;
  /** What was measured beside it in the same run: the least that could do, or another who does the same. */
  readonly floor: { readonly name: string; readonly value: number } | null;
  /** Ours by the floor, the median of the rounds; null without one. */
  readonly ratio: number | null;
  /** What DESIGN §7 promises, and whether it held in this run. */
  readonly promise: { readonly text: string; readonly holds: boolean } | null;
}

/** A set of figures that are measured together, in a process of their own. */
export interface Bench {
  readonly summary: string;
  /** A fault is told as a row that could not be measured; the others go on. */
  run(): Promise<readonly BenchRow[]>;
}
