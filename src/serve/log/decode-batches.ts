import { ByteReader, setOwn } from '../../kernel/index.ts';
import type { Probabilities } from '../../release/index.ts';
import { ARMS, type PredictionRecord } from '../prediction.ts';
import { BATCH_FORMS, BINARY, type JsonBatch, type PredictionsHead } from './encode-batches.ts';
import type { LogBatch } from './log-batch.ts';
import { readLoggedValue } from './logged-value.ts';

/** Predictions in the form of logs that were begun before the binary one. */
type JsonPredictions = PredictionsHead & { readonly k: 'p'; readonly rows: readonly JsonRow[] };
type JsonRow = [
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
  later?: number,
];

/** Reads the payload of a frame. Throws BYTES_MALFORMED. */
export function decodeBatches(payload: Uint8Array): LogBatch[] {
  if (payload[0] === '['.charCodeAt(0)) return (JSON.parse(Buffer.from(payload).toString('utf8')) as (JsonBatch | JsonPredictions)[]).map(readJson);
  const reader = new ByteReader(payload, 'a frame of the prediction log');
  reader.version([BINARY]);
  const batches: LogBatch[] = [];
  while (reader.left > 0) {
    const form = reader.version([BATCH_FORMS.predictions, BATCH_FORMS.json]);
    batches.push(form === BATCH_FORMS.json ? readJson(JSON.parse(reader.text()) as JsonBatch) : readPredictions(reader));
  }
  return batches;
}

function readPredictions(reader: ByteReader): LogBatch {
  const head = JSON.parse(reader.text()) as PredictionsHead;
  const rows = reader.count();
  const body = new ByteReader(reader.block(), 'predictions of the log');
  const records = Array.from({ length: Math.min(rows, body.left) }, () => readRow(head, body));
  body.end();
  return { kind: 'predictions', first: head.first, records };
}

function readRow(head: PredictionsHead, rows: ByteReader): PredictionRecord {
  const known = <T>(list: readonly T[]): T => list[rows.count(list.length - 1)]!;
  const predictionId = rows.text();
  const unitKey = rows.text();
  const eventAt = rows.number();
  const recordedAt = head.at + rows.number();
  const release = known(head.releases);
  const arm = ARMS[rows.byte()]!;
  const propensity = rows.number();
  const score = readLoggedValue(rows) as number | null;
  const classes = head.classes && { probabilities: readClasses(head.classes, rows) };
  const [decision, rule, reason] = known(head.outcomes);
  const violations = readLoggedValue(rows) as PredictionRecord['violations'] | null;
  const inputs: Record<string, unknown> = {};
  for (const name of known(head.shapes)) setOwn(inputs, name, readLoggedValue(rows));
  const length = rows.length(1);
  const features = length === 0 ? null : Array.from({ length: length - 1 }, () => rows.number());
  return {
    predictionId,
    release,
    arm,
    score,
    ...(classes && withPredicted(classes.probabilities)),
    decision,
    rule,
    reason,
    violations: violations ?? NONE,
    deployment: head.deployment,
    unitKey,
    eventAt,
    recordedAt,
    propensity,
    policyVersion: head.version,
    inputs,
    features,
  };
}

function readClasses(lists: readonly (readonly string[])[], rows: ByteReader): Probabilities | null {
  const list = rows.count(lists.length);
  return list === 0 ? null : Object.fromEntries(lists[list - 1]!.map((name) => [name, rows.number()]));
}

/** Probabilities with the most probable class, which the log does not keep: the first of equals, as the release that answered had it. */
export function withPredicted(probabilities: Probabilities | null): { readonly predicted: string | null; readonly probabilities: Probabilities | null } {
  let predicted: string | null = null;
  for (const name in probabilities) if (predicted === null || probabilities[name]! > probabilities[predicted]!) predicted = name;
  return { predicted, probabilities };
}

function readJson(stored: JsonBatch | JsonPredictions): LogBatch {
  switch (stored.k) {
    case 'p':
      return { kind: 'predictions', first: stored.first, records: stored.rows.map((row) => readJsonRow(stored, row)) };
    case 's':
      return {
        kind: 'shadows',
        shadows: stored.rows.map(([predictionId, unitEventAt, release, score, decision, probabilities]) => ({
          predictionId,
          release: stored.releases[release]!,
          score,
          ...(probabilities && withPredicted(probabilities)),
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

function readJsonRow(batch: JsonPredictions, row: JsonRow): PredictionRecord {
  const [predictionId, unitKey, eventAt, release, arm, propensity, score, outcome, violations, shape, values, features, later = 0] = row;
  const [decision, rule, reason] = batch.outcomes[outcome]!;
  const inputs: Record<string, unknown> = {};
  batch.shapes[shape]!.forEach((name, i) => setOwn(inputs, name, values[i]));
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
