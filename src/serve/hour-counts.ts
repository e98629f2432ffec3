import { createCounter, mergeCounts, type TableCounts } from '../data/index.ts';
import { contains, type Digest, floorTo, HOUR, type Instant, type Interval } from '../kernel/index.ts';
import type { LoadedRelease } from '../release/index.ts';
import type { PredictionRecord } from './prediction.ts';

/** Live data that one release answered, counted in the bins of its own reference profile; columns in the reference's order. */
export interface ReleaseCounts {
  readonly inputs: TableCounts;
  /** Of the units whose inputs were not refused. */
  readonly features: TableCounts;
  readonly score: TableCounts;
  readonly predictions: number;
  /** Given no decision. */
  readonly refused: number;
  /** Decided, but with warnings. */
  readonly flagged: number;
}

/** The counts of one release in one hour of event time. */
export interface HourCounts extends ReleaseCounts {
  readonly release: Digest;
  /** Start of the hour. */
  readonly hour: Instant;
}

/** Counts predictions by release and event hour, in the order of the log. */
export interface HourCounter {
  /** Counts one more; its release must be the one given. */
  add(record: PredictionRecord, release: LoadedRelease): void;
  /** Of the hours that begin in the interval. */
  counts(interval: Interval): readonly HourCounts[];
}

/** All of event time. */
export const ALWAYS: Interval = { from: -Infinity, to: Infinity };

/** Makes a counter: below 2 µs a prediction, about 5 kB a column for every hour and release. */
export function createHourCounter(): HourCounter {
  const hours = new Map<string, OneHour>();
  return {
    add(record, release) {
      const hour = floorTo(record.eventAt, HOUR);
      const key = `${hour} ${release.id}`;
      let one = hours.get(key);
      if (!one) hours.set(key, (one = new OneHour(release, hour)));
      one.add(record);
    },
    counts: (interval) => [...hours.values()].filter((one) => contains(interval, one.hour)).map((one) => one.counts()),
  };
}

class OneHour {
  readonly hour: Instant;
  readonly #release: Digest;
  readonly #inputs;
  readonly #features;
  readonly #score;
  readonly #inputNames: readonly string[];
  readonly #featureAt: readonly number[];
  #predictions = 0;
  #refused = 0;
  #flagged = 0;

  constructor(release: LoadedRelease, hour: Instant) {
    const { reference } = release;
    this.#release = release.id;
    this.hour = hour;
    this.#inputNames = reference.inputs.columns.map((column) => column.name);
    this.#featureAt = reference.features.columns.map((column) => release.featureNames.indexOf(column.name));
    this.#inputs = createCounter(reference.inputs);
    this.#features = createCounter(reference.features);
    this.#score = createCounter({ rows: reference.score.rows, columns: [reference.score] });
  }

  add(record: PredictionRecord): void {
    const { inputs, features, score } = record;
    this.#predictions++;
    if (record.decision === null) this.#refused++;
    else if (record.violations.length > 0) this.#flagged++;
    this.#inputs.add(this.#inputNames.map((name) => inputs[name] as string | number | null));
    if (features !== null) this.#features.add(this.#featureAt.map((at) => features[at]));
    if (score !== null) this.#score.add([score]);
  }

  counts(): HourCounts {
    return {
      release: this.#release,
      hour: this.hour,
      inputs: this.#inputs.counts(),
      features: this.#features.counts(),
      score: this.#score.counts(),
      predictions: this.#predictions,
      refused: this.#refused,
      flagged: this.#flagged,
    };
  }
}

/** Two stretches of one release together. */
export const addCounts = (a: ReleaseCounts, b: ReleaseCounts): ReleaseCounts => ({
  inputs: mergeCounts(a.inputs, b.inputs),
  features: mergeCounts(a.features, b.features),
  score: mergeCounts(a.score, b.score),
  predictions: a.predictions + b.predictions,
  refused: a.refused + b.refused,
  flagged: a.flagged + b.flagged,
});
