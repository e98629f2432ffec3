import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, floorTo, HOUR, type Instant, type Interval } from '../kernel/index.ts';
import { type Columns, quoteLiteral } from '../store/index.ts';
import { readFeatures, withPredicted } from './log/decode-batches.ts';
import type { LoggedFeedback, LoggedPrediction, LoggedShadow } from './log/log-batch.ts';
import type { SegmentFiles } from './log/segment-files.ts';
import type { TailSegment } from './log/tail-segment.ts';
import type { Probabilities } from '../release/index.ts';
import type { Arm, PredictionRecord } from './prediction.ts';

/** A half-open stretch of event time that some rows lie in, or null when there are none. */
type Span = Interval | null;

/** What a sealed segment says of itself, so that most readers need not open it. */
export interface SealedSegment {
  readonly number: number;
  /** Order of its first prediction. */
  readonly first: number;
  readonly predictions: number;
  /** Event times of its predictions, and of the units that its shadows and labels belong to. */
  readonly events: Span;
  readonly shadowEvents: Span;
  readonly feedbackEvents: Span;
  /** Labels of predictions that were not known. */
  readonly unknownFeedback: number;
}

/** Rows that are read at least: a day's worth, so that reading one day leaves the rest of a segment alone. */
const ROW_GROUP = 4_096;

/** What sealed segments know of the units of a stretch of event time. */
export interface SealedUnits {
  readonly predictions: readonly LoggedPrediction[];
  readonly shadows: readonly LoggedShadow[];
  readonly feedback: readonly LoggedFeedback[];
}

const PREDICTION_COLUMNS = `{ord: 'BIGINT', predictionId: 'VARCHAR', unitKey: 'VARCHAR', eventAt: 'BIGINT', eventHour: 'BIGINT', recordedAt: 'BIGINT', deployment: 'VARCHAR', policyVersion: 'BIGINT',
  release: 'VARCHAR', arm: 'VARCHAR', propensity: 'DOUBLE', score: 'DOUBLE', decision: 'VARCHAR', rule: 'VARCHAR', reason: 'VARCHAR', violations: 'JSON', inputs: 'JSON', features: 'JSON'}`;
const SHADOW_COLUMNS = "{predictionId: 'VARCHAR', release: 'VARCHAR', score: 'DOUBLE', decision: 'VARCHAR', unitEventAt: 'BIGINT'}";
const FEEDBACK_COLUMNS = "{predictionId: 'VARCHAR', label: 'DOUBLE', labelAt: 'BIGINT', revision: 'BIGINT', recordedAt: 'BIGINT', unitEventAt: 'BIGINT'}";

/**
 * Writes a closed segment as Parquet, sorted by event time, into a folder that appears whole or not at all:
 * `predictions`, `shadows` and `feedback`, and `segment.json`. `extra` adds files of its own before the folder appears.
 */
export async function writeSealed(
  columns: Columns,
  files: SegmentFiles,
  about: { readonly segment: TailSegment; readonly first: number; readonly extra: (folder: string) => Promise<void> },
): Promise<SealedSegment> {
  const { segment } = about;
  const folder = files.unfinished(segment.number);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const table = async (name: string, rows: Iterable<unknown>, about: { readonly columns: string; readonly order: string }): Promise<void> => {
    const lines = join(folder, `${name}.ndjson`);
    if ((await writeLines(lines, rows)) > 0)
      await columns.copyToParquet(
        `SELECT * FROM read_json($1, format = 'newline_delimited', columns = ${about.columns}) ORDER BY ${about.order}`,
        join(folder, `${name}.parquet`),
        [lines],
        { rowGroup: ROW_GROUP },
      );
    await rm(lines);
  };
  // Columns that most projects have no use for are there only where something is in them.
  const shadows = [...segment.shadows.values()].flat();
  const feedback = [...segment.feedback.values()].flat();
  await table('predictions', predictionRows(segment.predictions), {
    columns: withProbabilities(
      PREDICTION_COLUMNS,
      segment.predictions.some(({ record }) => record.probabilities !== undefined),
    ),
    order: 'eventAt, ord',
  });
  await table('shadows', shadows, {
    columns: withProbabilities(
      SHADOW_COLUMNS,
      shadows.some((shadow) => shadow.probabilities !== undefined),
    ),
    order: 'unitEventAt',
  });
  await table('feedback', feedback.map(storeLabel), {
    columns: feedback.some((one) => typeof one.label === 'string') ? FEEDBACK_COLUMNS.replace('}', ", class: 'VARCHAR'}") : FEEDBACK_COLUMNS,
    order: 'unitEventAt, recordedAt, revision',
  });
  const sealed: SealedSegment = {
    number: segment.number,
    first: about.first,
    predictions: segment.predictions.length,
    events: spanOf(segment.predictions.map((p) => p.record.eventAt)),
    shadowEvents: spanOf(shadows.map((shadow) => shadow.unitEventAt)),
    feedbackEvents: spanOf(feedback.flatMap((f) => f.unitEventAt ?? [])),
    unknownFeedback: feedback.filter((f) => f.unitEventAt === null).length,
  };
  await about.extra(folder);
  await writeDurably(join(folder, 'segment.json'), JSON.stringify(sealed));
  await syncFolder(folder);
  await rename(folder, files.sealed(segment.number));
  await syncFolder(files.folder);
  return sealed;
}

/** Reads what a sealed segment says of itself. */
export async function readSealed(files: SegmentFiles, number: number): Promise<SealedSegment> {
  return JSON.parse(await readFile(join(files.sealed(number), 'segment.json'), 'utf8')) as SealedSegment;
}

/** What the sealed segments know of the units whose event time lies in the interval; predictions in order of assignment. */
export async function readSealedUnits(
  columns: Columns,
  files: SegmentFiles,
  asked: { readonly segments: readonly SealedSegment[]; readonly interval: Interval },
): Promise<SealedUnits> {
  const { segments, interval } = asked;
  const tables = (name: string, wanted: (segment: SealedSegment) => boolean): string | undefined => {
    const paths = segments.filter(wanted).map((segment) => quoteLiteral(join(files.sealed(segment.number), `${name}.parquet`)));
    return paths.length === 0 ? undefined : readAll(paths);
  };
  const within = [interval.from, interval.to];
  const predictions = tables('predictions', (s) => overlaps(s.events, interval));
  const shadows = tables('shadows', (s) => overlaps(s.shadowEvents, interval));
  const feedback = tables('feedback', (s) => overlaps(s.feedbackEvents, interval));
  return {
    predictions: predictions === undefined ? [] : await readPredictions(columns, `SELECT * FROM ${predictions} WHERE eventAt >= $1 AND eventAt < $2 ORDER BY ord`, within),
    shadows: shadows === undefined ? [] : await readShadows(columns, `SELECT * FROM ${shadows} WHERE unitEventAt >= $1 AND unitEventAt < $2`, within),
    feedback: feedback === undefined ? [] : await readFeedback(columns, `SELECT * FROM ${feedback} WHERE unitEventAt >= $1 AND unitEventAt < $2 ORDER BY recordedAt`, within),
  };
}

/** The labels of predictions that were not known when they came. */
export async function readStrayFeedback(columns: Columns, files: SegmentFiles, segments: readonly SealedSegment[]): Promise<readonly LoggedFeedback[]> {
  const paths = segments.filter((s) => s.unknownFeedback > 0).map((s) => quoteLiteral(join(files.sealed(s.number), 'feedback.parquet')));
  return paths.length === 0 ? [] : readFeedback(columns, `SELECT * FROM ${readAll(paths)} WHERE unitEventAt IS NULL ORDER BY recordedAt`, []);
}

/** Segments of different times may have columns that others have not. */
const readAll = (paths: readonly string[]): string => `read_parquet([${paths.join(', ')}]${paths.length > 1 ? ', union_by_name = true' : ''})`;

/** The predictions of one sealed segment in order of assignment: all, or those of an interval; of `every` one, by their order in the log. */
export async function readSegmentPredictions(
  columns: Columns,
  files: SegmentFiles,
  segment: SealedSegment,
  asked?: { readonly interval: Interval; readonly every?: number },
): Promise<readonly LoggedPrediction[]> {
  if (segment.predictions === 0) return [];
  const path = join(files.sealed(segment.number), 'predictions.parquet');
  if (asked === undefined) return readPredictions(columns, 'SELECT * FROM read_parquet($1) ORDER BY ord', [path]);
  const { interval, every = 1 } = asked;
  return readPredictions(columns, 'SELECT * FROM read_parquet($1) WHERE eventAt >= $2 AND eventAt < $3 AND ord % $4 = 0 ORDER BY ord', [path, interval.from, interval.to, every]);
}

/** The scores of one release as champion in a sealed segment. */
export async function readSegmentScores(
  columns: Columns,
  files: SegmentFiles,
  segment: SealedSegment,
  { interval, release }: { readonly interval: Interval; readonly release: Digest },
): Promise<{ readonly order: number; readonly eventAt: Instant; readonly score: number }[]> {
  if (segment.predictions === 0) return [];
  const read = await columns.columnsOf(
    "SELECT ord, eventAt, score FROM read_parquet($1) WHERE eventAt >= $2 AND eventAt < $3 AND release = $4 AND arm = 'champion' AND score IS NOT NULL",
    [join(files.sealed(segment.number), 'predictions.parquet'), interval.from, interval.to, release],
  );
  const [orders, events, scores] = read.columns as [Float64Array, Float64Array, Float64Array];
  return Array.from(orders, (order, i) => ({ order, eventAt: events[i]!, score: scores[i]! }));
}

/** Names and event times of a sealed segment's predictions, by event time, and the newest revision of each label in it. */
export async function readSealedNames(
  columns: Columns,
  files: SegmentFiles,
  segment: SealedSegment,
): Promise<{ readonly ids: readonly string[]; readonly eventAt: Float64Array; readonly revisions: ReadonlyMap<string, number> }> {
  const path = (name: string): string => join(files.sealed(segment.number), `${name}.parquet`);
  const revisions = new Map<string, number>();
  if (segment.feedbackEvents !== null || segment.unknownFeedback > 0) {
    const read = await columns.columnsOf('SELECT predictionId, max(revision)::BIGINT AS revision FROM read_parquet($1) GROUP BY predictionId', [path('feedback')]);
    (read.columns[0] as string[]).forEach((id, i) => revisions.set(id, read.columns[1]![i] as number));
  }
  if (segment.predictions === 0) return { ids: [], eventAt: new Float64Array(), revisions };
  const read = await columns.columnsOf('SELECT predictionId, eventAt FROM read_parquet($1)', [path('predictions')]);
  return { ids: read.columns[0] as string[], eventAt: read.columns[1] as Float64Array, revisions };
}

/** The columns of a table that also has the probabilities of classes. */
const withProbabilities = (columns: string, has: boolean): string => (has ? columns.replace('}', ", probabilities: 'JSON'}") : columns);

/** The name of a class has a column of its own. */
const storeLabel = ({ label, ...feedback }: LoggedFeedback): object => ({ ...feedback, ...(typeof label === 'string' ? { class: label } : { label }) });

const overlaps = (span: Span, interval: Interval): boolean => span !== null && span.from < interval.to && interval.from < span.to;

function spanOf(instants: readonly Instant[]): Span {
  let from = Infinity;
  let to = -Infinity;
  for (const at of instants) {
    if (at < from) from = at;
    if (at > to) to = at;
  }
  return instants.length === 0 ? null : { from, to: to + 1 };
}

function* predictionRows(predictions: readonly LoggedPrediction[]): Iterable<unknown> {
  for (const { order, record } of predictions) yield { ord: order, eventHour: floorTo(record.eventAt, HOUR), ...record };
}

async function readPredictions(columns: Columns, sql: string, parameters: readonly (string | number)[]): Promise<LoggedPrediction[]> {
  const read = await columns.columnsOf(sql, parameters);
  const named = new Map(read.names.map((name, i) => [name, read.columns[i]!]));
  const numbers = (name: string): Float64Array => named.get(name) as Float64Array;
  const texts = (name: string): readonly string[] => named.get(name) as readonly string[];
  const nullable = (name: string): readonly (string | null)[] => named.get(name) as readonly (string | null)[];
  const [order, eventAt, recordedAt, policyVersion, propensity, score] = ['ord', 'eventAt', 'recordedAt', 'policyVersion', 'propensity', 'score'].map(numbers) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [ids, units, deployments, releases, arms, reasons, violations, inputs] = ['predictionId', 'unitKey', 'deployment', 'release', 'arm', 'reason', 'violations', 'inputs'].map(
    texts,
  ) as [readonly string[], readonly string[], readonly string[], readonly string[], readonly string[], readonly string[], readonly string[], readonly string[]];
  const [decisions, rules, features] = ['decision', 'rule', 'features'].map(nullable) as [readonly (string | null)[], readonly (string | null)[], readonly (string | null)[]];
  const json = <T>(text: string | null): T => JSON.parse(text ?? 'null') as T;
  const probabilities = named.get('probabilities') as readonly (string | null)[] | undefined;
  return Array.from({ length: read.rows }, (_, i) => ({
    order: order[i]!,
    record: {
      predictionId: ids[i]!,
      release: releases[i] as Digest,
      arm: arms[i] as Arm,
      score: Number.isNaN(score[i]!) ? null : score[i]!,
      ...(probabilities && withPredicted(json(probabilities[i]!))),
      decision: decisions[i]!,
      rule: rules[i]!,
      reason: reasons[i]!,
      violations: json<PredictionRecord['violations']>(violations[i]!),
      deployment: deployments[i]!,
      unitKey: units[i]!,
      eventAt: eventAt[i]!,
      recordedAt: recordedAt[i]!,
      propensity: propensity[i]!,
      policyVersion: policyVersion[i]!,
      inputs: json<PredictionRecord['inputs']>(inputs[i]!),
      features: readFeatures(json(features[i]!)),
    },
  }));
}

async function readShadows(columns: Columns, sql: string, parameters: readonly number[]): Promise<LoggedShadow[]> {
  const read = await columns.columnsOf(sql, parameters);
  const [ids, releases, scores, decisions, events] = read.columns as [readonly string[], readonly Digest[], Float64Array, readonly string[], Float64Array];
  const probabilities = read.columns[read.names.indexOf('probabilities')] as readonly (string | null)[] | undefined;
  return ids.map((predictionId, i) => ({
    predictionId,
    release: releases[i]!,
    score: scores[i]!,
    ...(probabilities && withPredicted(JSON.parse(probabilities[i] ?? 'null') as Probabilities | null)),
    decision: decisions[i]!,
    unitEventAt: events[i]!,
  }));
}

async function readFeedback(columns: Columns, sql: string, parameters: readonly number[]): Promise<LoggedFeedback[]> {
  const read = await columns.columnsOf(sql, parameters);
  const [ids, labels, labelAt, revisions, recordedAt, events] = read.columns as [readonly string[], Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const classes = read.columns[read.names.indexOf('class')] as readonly (string | null)[] | undefined;
  return ids.map((predictionId, i) => ({
    predictionId,
    label: classes?.[i] ?? labels[i]!,
    labelAt: labelAt[i]!,
    revision: revisions[i]!,
    recordedAt: recordedAt[i]!,
    unitEventAt: Number.isNaN(events[i]!) ? null : events[i]!,
  }));
}

/** Rows that are written in one turn: a request waits for a millisecond at most. */
const PIECE = 64;

/** Writes one JSON value a line, letting other work have its turn between pieces. */
async function writeLines(path: string, rows: Iterable<unknown>): Promise<number> {
  const handle = await open(path, 'w');
  let count = 0;
  try {
    let piece = '';
    for (const row of rows) {
      piece += `${JSON.stringify(row)}\n`;
      if (++count % PIECE === 0) {
        await handle.write(piece);
        piece = '';
      }
    }
    await handle.write(piece);
  } finally {
    await handle.close();
  }
  return count;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
