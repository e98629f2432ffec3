import type { RunInput } from './dataset-input.ts';
import type { LatestMetric } from './metric.ts';
import type { RunInfo, RunModel, TrackedRun } from './tracked-run.ts';

/** What was logged under keys to some runs: one entry after another, those of a run side by side. */
export interface KeyedColumns {
  /** For each run, where its entries begin and where they have ended. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  /** The number of the key of each entry. */
  readonly key: readonly number[];
}

/** Params or tags. */
export interface TextColumns extends KeyedColumns {
  readonly value: readonly string[];
}

/** Latest values; numbers as JSON writes them. */
export interface MetricColumns extends KeyedColumns {
  /** 0 where `is_nan` is 1. */
  readonly value: readonly string[];
  readonly is_nan: readonly number[];
  readonly step: readonly string[];
  readonly timestamp: readonly string[];
}

/** Some runs with all that was logged to them, as it lies in the records: for who passes on thousands, and would only take objects apart again. */
export interface RunColumns {
  readonly infos: readonly RunInfo[];
  /** The names of the keys of all, by number. */
  readonly names: ReadonlyMap<number, string>;
  readonly metrics: MetricColumns;
  readonly params: TextColumns;
  readonly tags: TextColumns;
  /** The three by the place of the run; most runs have none. */
  readonly datasets: ReadonlyMap<number, readonly RunInput[]>;
  readonly modelInputs: ReadonlyMap<number, readonly RunModel[]>;
  readonly modelOutputs: ReadonlyMap<number, readonly RunModel[]>;
}

/** The runs one by one, what was logged to each in the order of its names. */
export function toTrackedRuns(columns: RunColumns): TrackedRun[] {
  const { infos, names, metrics, params, tags } = columns;
  const metric = (key: string, i: number): LatestMetric => ({
    key,
    value: metrics.is_nan[i] === 1 ? Number.NaN : Number(metrics.value[i]),
    at: Number(metrics.timestamp[i]),
    step: Number(metrics.step[i]),
  });
  const text =
    ({ value }: TextColumns) =>
    (key: string, i: number): readonly [string, string] => [key, value[i]!];
  const ordered = <T>({ spans, key }: KeyedColumns, run: number, make: (name: string, entry: number) => T): T[] => {
    const [from, to] = spans[run]!;
    const entries = Array.from({ length: to - from }, (_, i) => ({ name: names.get(key[from + i]!)!, entry: from + i }));
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, entry }) => make(name, entry));
  };
  return infos.map((info, run) => ({
    info,
    metrics: ordered(metrics, run, metric),
    params: Object.fromEntries(ordered(params, run, text(params))),
    tags: Object.fromEntries(ordered(tags, run, text(tags))),
    datasets: columns.datasets.get(run) ?? [],
    modelInputs: columns.modelInputs.get(run) ?? [],
    modelOutputs: columns.modelOutputs.get(run) ?? [],
  }));
}
