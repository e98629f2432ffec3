// What each server holds before it is measured; known by formulas, so that every answer can be checked.
import type { Pair, Point } from './requests.ts';

/** As many as in the published benchmark of mlflow-go. */
export const RUNS = 23_500;
/** Points of one metric. */
export const HISTORY = 100_000;
/** The most that one log-batch may carry. */
export const LARGEST_BATCH = 1_000;
/** How many runs a search asks for. */
export const PAGE = 1_000;

const FIRST_MS = 1_700_000_000_000;

/** When a seeded run started: a minute after the one before. */
export const startOf = (run: number): number => FIRST_MS + run * 60_000;

/** Coprime to the number of runs: the losses are a permutation, in no order of time. */
const STRIDE = 7_919;
const METRICS = 10;
const PARAMS = 5;

/** Each run's loss is another, all evenly within 0 … 1. */
export const lossOf = (run: number): number => ((run * STRIDE) % RUNS) / RUNS;

/** The metrics of a seeded run: its loss and nine others. */
export const metricsOf = (run: number): readonly Point[] =>
  Array.from({ length: METRICS }, (_, at) => ({ key: at === 0 ? 'loss' : `metric_${at}`, value: at === 0 ? lossOf(run) : run / (at + 1), timestamp: startOf(run), step: 0 }));

/** The parameters of a seeded run. */
export const paramsOf = (run: number): readonly Pair[] => Array.from({ length: PARAMS }, (_, at) => ({ key: `param_${at}`, value: `${(run * (at + 1)) % 97}` }));

/** The points of the long history, from the step given on. */
export const historyPoints = (from: number, count: number): readonly Point[] =>
  Array.from({ length: count }, (_, at) => ({ key: 'loss', value: historyValue(from + at), timestamp: FIRST_MS + (from + at) * 250, step: from + at }));

/** A loss that falls, with noise. */
export const historyValue = (step: number): number => 1 / (1 + step / 1_000) + ((step * 7_919) % 1_009) / 100_900;

/** Each search asks in so many variants, by chance: an answer is seldom the answer to the next question. */
export const VARIANTS = 16;

/** A search for the first page of runs, and the losses of what it finds, in order. */
export interface Search {
  readonly orderBy: string;
  filter(variant: number): string;
  losses(variant: number): readonly number[];
}

/** The losses above which a search looks: half way between two of them, so that no rounding decides what is found. */
const skipOf = (variant: number): number => variant * 750;
const filterOf = (variant: number): string => `metrics.loss > ${(skipOf(variant) + 0.5) / RUNS}`;

/** By the very metric of the filter. */
export const SMALLEST: Search = {
  orderBy: 'metrics.loss ASC',
  filter: filterOf,
  losses: (variant) => Array.from({ length: PAGE }, (_, at) => (skipOf(variant) + 1 + at) / RUNS),
};

/** The newest first, as a page shows them. */
export const LATEST: Search = {
  orderBy: 'attributes.start_time DESC',
  filter: filterOf,
  losses: (variant) => NEWEST_LOSSES.filter((loss) => loss > skipOf(variant) / RUNS).slice(0, PAGE),
};
const NEWEST_LOSSES = Array.from({ length: RUNS }, (_, at) => lossOf(RUNS - 1 - at));

/** A run of a search's answer, as far as it is checked. */
interface FoundRun {
  readonly data: { readonly metrics: readonly Point[]; readonly params: readonly Pair[] };
}

/** Says what is wrong with the answer to a search, or null. */
export function faultOfSearch(text: string, losses: readonly number[]): string | null {
  const { runs = [] } = JSON.parse(text) as { runs?: readonly FoundRun[] };
  if (runs.length !== PAGE) return `a search found ${runs.length} runs instead of ${PAGE}`;
  for (const [at, { data }] of runs.entries()) {
    if (data.metrics.length !== METRICS || data.params.length !== PARAMS) return 'a search left out metrics or parameters of a run';
    if (data.metrics.find(({ key }) => key === 'loss')!.value !== losses[at]) return 'a search gave the wrong runs or the wrong order';
  }
  return null;
}

/** Says what is wrong with the answer to a question for the long history, or null. */
export function faultOfHistory(text: string): string | null {
  const { metrics = [] } = JSON.parse(text) as { metrics?: readonly Point[] };
  if (metrics.length !== HISTORY) return `a history had ${metrics.length} points instead of ${HISTORY}`;
  return metrics.every(({ step, value }, at) => step === at && value === historyValue(at)) ? null : 'a history had wrong points or the wrong order';
}
