import type { Digest, Instant } from '../../kernel/index.ts';
import { ARMS, type Feedback, type PredictionRecord, type ShadowRecord } from '../prediction.ts';

/** A prediction and its place in the log. */
export interface LoggedPrediction {
  /** 0, 1, 2 … in the order of assignment. */
  readonly order: number;
  readonly record: PredictionRecord;
}

/** A shadow's answer, with the event time of its unit. */
export interface LoggedShadow extends ShadowRecord {
  readonly unitEventAt: Instant;
}

/** A label, with the event time of its unit; null when the prediction was not known. */
export interface LoggedFeedback extends Required<Feedback> {
  readonly recordedAt: Instant;
  readonly unitEventAt: Instant | null;
}

/** What is logged at once. */
export type LogBatch =
  | { readonly kind: 'predictions'; readonly first: number; readonly records: readonly PredictionRecord[] }
  | { readonly kind: 'shadows'; readonly shadows: readonly LoggedShadow[] }
  | { readonly kind: 'feedback'; readonly feedback: readonly LoggedFeedback[] };

/** On disk, what repeats in a batch is said once; rows are arrays that refer to it by position. */
type PredictionRow = [
  id: string,
  unitKey: string,
  eventAt: number,
  release: number,
  arm: number,
  propensity: number,
  score: number | null,
  outcome: number,
  violations: PredictionRecord['violations'] | 0,
  shape: number,
  inputs: unknown[],
  features: readonly (number | null)[] | null,
  /** Milliseconds that it was recorded after the first of its batch; left out when none. */
  later?: number,
];
type StoredBatch =
  | {
      k: 'p';
      first: number;
      at: number;
      deployment: string;
      version: number;
      releases: Digest[];
      outcomes: [string | null, string | null, string][];
      shapes: string[][];
      rows: PredictionRow[];
    }
  | { k: 's'; releases: Digest[]; decisions: string[]; rows: [id: string, unitEventAt: number, release: number, score: number, decision: number][] }
  | { k: 'f'; rows: [id: string, label: 0 | 1, labelAt: number, revision: number, recordedAt: number, unitEventAt: number | null][] };

/** Collects distinct values and gives their positions. */
class Dictionary<T> {
  readonly values: T[] = [];
  readonly #positions = new Map<string, number>();
  at(key: string, value: T): number {
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    this.#positions.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}

/** Predictions made under one policy, of any number of requests: their rows are texts already. */
class OpenPredictions {
  readonly #head;
  readonly #releases = new Dictionary<Digest>();
  readonly #outcomes = new Dictionary<[string | null, string | null, string]>();
  readonly #shapes: string[][] = [];
  readonly #rows: string[] = [];

  constructor(first: number, { recordedAt, deployment, policyVersion }: PredictionRecord) {
    this.#head = { k: 'p' as const, first, at: recordedAt, deployment, version: policyVersion };
  }

  takes(first: number, { deployment, policyVersion }: PredictionRecord): boolean {
    return first === this.#head.first + this.#rows.length && deployment === this.#head.deployment && policyVersion === this.#head.version;
  }

  /** All of them, or none when one cannot be written as JSON. */
  add(records: readonly PredictionRecord[]): void {
    this.#rows.push(...records.map((record) => JSON.stringify(this.#row(record))));
  }

  #row(r: PredictionRecord): PredictionRow {
    const shape = shapeOf(r.inputs, this.#shapes);
    const row: PredictionRow = [
      r.predictionId,
      r.unitKey,
      r.eventAt,
      this.#releases.at(r.release, r.release),
      r.arm === 'champion' ? 0 : 1,
      r.propensity,
      r.score,
      this.#outcomes.at(`${r.decision}\n${r.rule}\n${r.reason}`, [r.decision, r.rule, r.reason]),
      r.violations.length === 0 ? 0 : r.violations,
      shape,
      this.#shapes[shape]!.map((name) => r.inputs[name]),
      r.features,
    ];
    if (r.recordedAt !== this.#head.at) row.push(r.recordedAt - this.#head.at);
    return row;
  }

  text(): string {
    const about = JSON.stringify({ ...this.#head, releases: this.#releases.values, outcomes: this.#outcomes.values, shapes: this.#shapes } satisfies Omit<
      StoredBatch & { k: 'p' },
      'rows'
    >);
    return `${about.slice(0, -1)},"rows":[${this.#rows.join(',')}]}`;
  }
}

/** Makes the payload of a frame: the batches that are committed together. What repeats in predictions that follow each other is said once. */
export class GroupEncoder {
  #texts: string[] = [];
  #open: OpenPredictions | undefined;

  /** Throws, and adds nothing, when the batch cannot be written as JSON. */
  add(batch: LogBatch): void {
    if (batch.kind === 'predictions') {
      const { first, records } = batch;
      const open = this.#open?.takes(first, records[0]!) ? this.#open : new OpenPredictions(first, records[0]!);
      open.add(records);
      if (open !== this.#open) this.#close();
      this.#open = open;
    } else {
      const text = batch.kind === 'shadows' ? encodeShadows(batch.shadows) : encodeFeedback(batch.feedback);
      this.#close();
      this.#texts.push(text);
    }
  }

  /** The payload of what was added; the next begins empty. */
  take(): string {
    this.#close();
    const payload = `[${this.#texts.join(',')}]`;
    this.#texts = [];
    return payload;
  }

  #close(): void {
    if (this.#open) this.#texts.push(this.#open.text());
    this.#open = undefined;
  }
}

function encodeShadows(shadows: readonly LoggedShadow[]): string {
  const releases = new Dictionary<Digest>();
  const decisions = new Dictionary<string>();
  const rows = shadows.map((s): [string, number, number, number, number] => [
    s.predictionId,
    s.unitEventAt,
    releases.at(s.release, s.release),
    s.score,
    decisions.at(s.decision, s.decision),
  ]);
  return JSON.stringify({ k: 's', releases: releases.values, decisions: decisions.values, rows } satisfies StoredBatch);
}

const encodeFeedback = (feedback: readonly LoggedFeedback[]): string =>
  JSON.stringify({ k: 'f', rows: feedback.map((f) => [f.predictionId, f.label, f.labelAt, f.revision, f.recordedAt, f.unitEventAt]) } satisfies StoredBatch);

/** Position of the members' names; nearly all rows of a batch share one. */
function shapeOf(inputs: PredictionRecord['inputs'], shapes: string[][]): number {
  const names = Object.keys(inputs);
  const known = shapes.findIndex((shape) => shape.length === names.length && shape.every((name, i) => name === names[i]));
  return known >= 0 ? known : shapes.push(names) - 1;
}

/** Reads the payload of a frame. */
export const decodeBatches = (payload: Buffer): LogBatch[] => (JSON.parse(payload.toString('utf8')) as StoredBatch[]).map(readBatch);

function readBatch(stored: StoredBatch): LogBatch {
  switch (stored.k) {
    case 'p':
      return { kind: 'predictions', first: stored.first, records: stored.rows.map((row) => readPrediction(stored, row)) };
    case 's':
      return {
        kind: 'shadows',
        shadows: stored.rows.map(([predictionId, unitEventAt, release, score, decision]) => ({
          predictionId,
          release: stored.releases[release]!,
          score,
          decision: stored.decisions[decision]!,
          unitEventAt,
        })),
      };
    case 'f':
      return {
        kind: 'feedback',
        feedback: stored.rows.map(([predictionId, label, labelAt, revision, recordedAt, unitEventAt]) => ({ predictionId, label, labelAt, revision, recordedAt, unitEventAt })),
      };
  }
}

const NONE: PredictionRecord['violations'] = Object.freeze([]);

function readPrediction(batch: StoredBatch & { k: 'p' }, row: PredictionRow): PredictionRecord {
  const [predictionId, unitKey, eventAt, release, arm, propensity, score, outcome, violations, shape, values, features, later = 0] = row;
  const [decision, rule, reason] = batch.outcomes[outcome]!;
  const inputs: Record<string, unknown> = {};
  batch.shapes[shape]!.forEach((name, i) => (inputs[name] = values[i]));
  return {
    predictionId,
    release: batch.releases[release]!,
    arm: ARMS[arm]!,
    score,
    decision,
    rule,
    reason,
    violations: violations === 0 ? NONE : violations,
    deployment: batch.deployment,
    unitKey,
    eventAt,
    recordedAt: batch.at + later,
    propensity,
    policyVersion: batch.version,
    inputs,
    features: readFeatures(features),
  };
}

/** JSON has no NaN: a missing number is written as null. */
export const readFeatures = (features: readonly (number | null)[] | null): number[] | null => features && features.map((value) => value ?? Number.NaN);
