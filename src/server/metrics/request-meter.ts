import type { Histogram } from './write-open-metrics.ts';

/** Seconds; a prediction takes from a fraction of a millisecond (trees, linear models) to some tens (large networks). */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

/** What became of the units that were asked about. */
export const OUTCOMES = ['decided', 'flagged', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Counts what this process answered, on the path where every microsecond counts: some additions, no label looked up. */
export interface RequestMeter {
  readonly units: Readonly<Record<Outcome, number>>;
  /** Requests that failed, and labels that were taken. */
  readonly failed: number;
  readonly labels: number;
  latency(): Histogram;
  /** A batch was answered after so many ms. */
  answered(answers: readonly { readonly decision: string | null; readonly violations: readonly unknown[] }[], milliseconds: number): void;
  failure(): void;
  labelled(count: number): void;
}

/** Makes a meter; it begins at nothing with the process, as counters do. */
export function createRequestMeter(): RequestMeter {
  const units = { decided: 0, flagged: 0, refused: 0 };
  const counts = new Float64Array(BOUNDS.length + 1);
  const sums = { seconds: 0, failed: 0, labels: 0 };
  return {
    units,
    get failed() {
      return sums.failed;
    },
    get labels() {
      return sums.labels;
    },
    latency() {
      let total = 0;
      const upTo = BOUNDS.map((_, i) => (total += counts[i]!));
      return { bounds: BOUNDS, counts: upTo, count: total + counts[BOUNDS.length]!, sum: sums.seconds };
    },
    answered(answers, milliseconds) {
      for (const { decision, violations } of answers) {
        if (decision === null) units.refused++;
        else if (violations.length > 0) units.flagged++;
        else units.decided++;
      }
      const seconds = milliseconds / 1000;
      let bin = 0;
      while (bin < BOUNDS.length && seconds > BOUNDS[bin]!) bin++;
      counts[bin]!++;
      sums.seconds += seconds;
    },
    failure() {
      sums.failed++;
    },
    labelled(count) {
      sums.labels += count;
    },
  };
}
