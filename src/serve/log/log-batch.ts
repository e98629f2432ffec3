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

/** Writes a batch as JSON. All predictions of one batch were recorded at once under one policy. */
export function encodeBatch(batch: LogBatch): string {
  switch (batch.kind) {
    case 'predictions':
      return JSON.stringify(storePredictions(batch.first, batch.records));
    case 'shadows': {
      const releases = new Dictionary<Digest>();
      const decisions = new Dictionary<string>();
      const rows = batch.shadows.map((s): [string, number, number, number, number] => [
        s.predictionId,
        s.unitEventAt,
        releases.at(s.release, s.release),
        s.score,
        decisions.at(s.decision, s.decision),
      ]);
      return JSON.stringify({ k: 's', releases: releases.values, decisions: decisions.values, rows } satisfies StoredBatch);
    }
    case 'feedback':
      return JSON.stringify({ k: 'f', rows: batch.feedback.map((f) => [f.predictionId, f.label, f.labelAt, f.revision, f.recordedAt, f.unitEventAt]) } satisfies StoredBatch);
  }
}

function storePredictions(first: number, records: readonly PredictionRecord[]): StoredBatch {
  const releases = new Dictionary<Digest>();
  const outcomes = new Dictionary<[string | null, string | null, string]>();
  const shapes: string[][] = [];
  const rows = records.map((r): PredictionRow => {
    const shape = shapeOf(r.inputs, shapes);
    return [
      r.predictionId,
      r.unitKey,
      r.eventAt,
      releases.at(r.release, r.release),
      r.arm === 'champion' ? 0 : 1,
      r.propensity,
      r.score,
      outcomes.at(`${r.decision}\n${r.rule}\n${r.reason}`, [r.decision, r.rule, r.reason]),
      r.violations.length === 0 ? 0 : r.violations,
      shape,
      shapes[shape]!.map((name) => r.inputs[name]),
      r.features,
    ];
  });
  const [head] = records;
  return { k: 'p', first, at: head!.recordedAt, deployment: head!.deployment, version: head!.policyVersion, releases: releases.values, outcomes: outcomes.values, shapes, rows };
}

/** Position of the members' names; nearly all rows of a batch share one. */
function shapeOf(inputs: PredictionRecord['inputs'], shapes: string[][]): number {
  const names = Object.keys(inputs);
  const known = shapes.findIndex((shape) => shape.length === names.length && shape.every((name, i) => name === names[i]));
  return known >= 0 ? known : shapes.push(names) - 1;
}

/** The payload of a frame: the batches that are committed together. */
export const joinBatches = (encoded: readonly string[]): string => `[${encoded.join(',')}]`;

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
  const [predictionId, unitKey, eventAt, release, arm, propensity, score, outcome, violations, shape, values, features] = row;
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
    recordedAt: batch.at,
    propensity,
    policyVersion: batch.version,
    inputs,
    features: readFeatures(features),
  };
}

/** JSON has no NaN: a missing number is written as null. */
export const readFeatures = (features: readonly (number | null)[] | null): number[] | null => features && features.map((value) => value ?? Number.NaN);
