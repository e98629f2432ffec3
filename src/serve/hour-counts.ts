import { type Countable, type Counter, mergeCounts, prepareCounters, type TableCounts } from '../data/index.ts';
import { contains, type Digest, floorTo, HOUR, type Instant, type Interval } from '../kernel/index.ts';
import type { LoadedRelease } from '../release/index.ts';
import { answerColumns } from '../train/index.ts';
import { answerValue } from './answer-value.ts';
import type { PredictionRecord } from './prediction.ts';
import { addTestedRows, NO_TESTED_ROWS, prepareTestedRows, type TestedRows, type TestedRowsCounter } from './window-tests.ts';
import { type DecisionScores, mergeScores, ScoreCounter } from './score-bins.ts';

/** Live data that one release answered, counted in the bins of its own reference profile; columns in the reference's order. */
export interface ReleaseCounts {
  readonly inputs: TableCounts;
  /** Of the units whose inputs were not refused. */
  readonly features: TableCounts;
  readonly score: TableCounts;
  /** The scores again, by decision and finely: what is expected of a window without labels follows from them. */
  readonly decided: readonly DecisionScores[];
  /** What single rows said to the tests of the contracts that only a window can break. */
  readonly tested: TestedRows;
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

/** Rows that are counted together: column by column takes half the time. */
const TOGETHER = 128;

/** What counters know of releases beforehand: made when one first counts what the release answered, which takes a millisecond or two, and gone with the release. */
export type PreparedReleases = WeakMap<LoadedRelease, PreparedRelease>;

/** Makes a counter: some 6 µs a prediction of 50 inputs and 50 features, about 1.5 kB a column for every hour and release, and 1.5 kB for every release. */
export function createHourCounter(prepared: PreparedReleases = new WeakMap()): HourCounter {
  const hours = new Map<string, OneHour>();
  return {
    add(record, release) {
      const hour = floorTo(record.eventAt, HOUR);
      const key = `${hour} ${release.id}`;
      let one = hours.get(key);
      if (!one) {
        let ready = prepared.get(release);
        if (!ready) prepared.set(release, (ready = prepareRelease(release)));
        hours.set(key, (one = new OneHour(ready, hour)));
      }
      one.add(record);
    },
    counts: (interval) => [...hours.values()].filter((one) => contains(interval, one.hour)).map((one) => one.counts()),
  };
}

interface PreparedRelease {
  readonly id: Digest;
  readonly inputNames: readonly string[];
  readonly featureAt: readonly number[];
  readonly inputs: () => Counter;
  readonly features: () => Counter;
  readonly score: () => Counter;
  /** Names of the columns of answers. */
  readonly answers: readonly string[];
  readonly tested: (() => TestedRowsCounter) | undefined;
}

function prepareRelease(release: LoadedRelease): PreparedRelease {
  const { id, reference, featureNames } = release;
  return {
    id,
    inputNames: reference.inputs.columns.map((column) => column.name),
    featureAt: reference.features.columns.map((column) => featureNames.indexOf(column.name)),
    inputs: prepareCounters(reference.inputs),
    features: prepareCounters(reference.features),
    score: prepareCounters({ rows: reference.score.rows, columns: answerColumns(reference) }),
    answers: answerColumns(reference).map((column) => column.name),
    tested: prepareTestedRows(release),
  };
}

class OneHour {
  readonly hour: Instant;
  readonly #release: PreparedRelease;
  readonly #inputs: Counter;
  readonly #features: Counter;
  readonly #score: Counter;
  readonly #decided = new ScoreCounter();
  readonly #tested: TestedRowsCounter | undefined;
  #waiting: PredictionRecord[] = [];
  #predictions = 0;
  #refused = 0;
  #flagged = 0;

  constructor(release: PreparedRelease, hour: Instant) {
    this.#release = release;
    this.hour = hour;
    this.#inputs = release.inputs();
    this.#features = release.features();
    this.#score = release.score();
    this.#tested = release.tested?.();
  }

  add(record: PredictionRecord): void {
    if (this.#waiting.push(record) === TOGETHER) this.#count();
  }

  #count(): void {
    const records = this.#waiting;
    const { inputNames, featureAt, answers } = this.#release;
    this.#waiting = [];
    this.#predictions += records.length;
    for (const { decision, violations } of records) {
      if (decision === null) this.#refused++;
      else if (violations.length > 0) this.#flagged++;
    }
    const column: Countable[] = records.map(() => null);
    this.#inputs.addColumns(records.length, (i) => {
      const name = inputNames[i]!;
      for (let row = 0; row < records.length; row++) column[row] = records[row]!.inputs[name] as Countable;
      return column;
    });
    const decided = records.flatMap(({ features }) => (features === null ? [] : [features]));
    this.#features.addColumns(decided.length, (i) => {
      const at = featureAt[i]!;
      for (let row = 0; row < decided.length; row++) column[row] = decided[row]![at];
      return column;
    });
    const scored = records.filter(({ score }) => score !== null);
    this.#score.addColumns(scored.length, (i) => scored.map((record) => answerValue(record, answers[i]!)));
    if (this.#tested !== undefined) for (const record of records) this.#tested.add(record);
    for (const { decision, score } of records) if (score !== null && decision !== null) this.#decided.add(decision, score);
  }

  counts(): HourCounts {
    this.#count();
    return {
      release: this.#release.id,
      hour: this.hour,
      inputs: this.#inputs.counts(),
      features: this.#features.counts(),
      score: this.#score.counts(),
      decided: this.#decided.counts(),
      tested: this.#tested?.counts() ?? NO_TESTED_ROWS,
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
  decided: mergeScores(a.decided, b.decided),
  tested: addTestedRows(a.tested, b.tested),
  predictions: a.predictions + b.predictions,
  refused: a.refused + b.refused,
  flagged: a.flagged + b.flagged,
});
