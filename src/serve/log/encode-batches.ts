import { ByteWriter, type Digest } from '../../kernel/index.ts';
import type { Probabilities } from '../../release/index.ts';
import type { PredictionRecord } from '../prediction.ts';
import type { LogBatch, LoggedFeedback, LoggedShadow } from './log-batch.ts';
import { writeLoggedValue } from './logged-value.ts';

/** The first byte of a payload in binary form; one in the older JSON form begins with `[`. */
export const BINARY = 1;
/** What kind of batch follows: predictions in binary, or anything as JSON text. */
export const BATCH_FORMS = { predictions: 1, json: 2 } as const;

/** What repeats in predictions is said once, in JSON before their rows; rows refer to it by position. */
export interface PredictionsHead {
  readonly first: number;
  /** When the first was recorded; rows say how much later they were. */
  readonly at: number;
  readonly deployment: string;
  readonly version: number;
  readonly releases: readonly Digest[];
  readonly outcomes: readonly (readonly [decision: string | null, rule: string | null, reason: string])[];
  readonly shapes: readonly (readonly string[])[];
  /** Lists of classes: then each row has the place of its list plus 1 and a probability a class behind its score, or 0 where it was refused. */
  readonly classes?: readonly (readonly string[])[];
}

/** Shadows and labels, as JSON. */
export type JsonBatch =
  | { k: 's'; releases: Digest[]; decisions: string[]; rows: [id: string, unitEventAt: number, release: number, score: number, decision: number, probabilities?: Probabilities][] }
  | { k: 'f'; rows: [id: string, label: number | string, labelAt: number, revision: number, recordedAt: number, unitEventAt: number | null][] };

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

/** Predictions made under one policy, of any number of requests: their rows are bytes already. */
class OpenPredictions {
  readonly #head;
  readonly #releases = new Dictionary<Digest>();
  readonly #outcomes = new Dictionary<[string | null, string | null, string]>();
  readonly #shapes: string[][] = [];
  /** Null where no classes are told apart. */
  readonly #classes: Dictionary<string[]> | null;
  readonly #rows: ByteWriter;
  #count = 0;
  /** Of the row before. */
  #shape = 0;

  /** `rows`: an empty writer, which is theirs until they are written. */
  constructor(rows: ByteWriter, first: number, { recordedAt, deployment, policyVersion, probabilities }: PredictionRecord) {
    this.#rows = rows;
    this.#classes = probabilities === undefined ? null : new Dictionary();
    this.#head = { first, at: recordedAt, deployment, version: policyVersion };
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  takes(first: number, { deployment, policyVersion, probabilities }: PredictionRecord): boolean {
    return (
      (probabilities === undefined) === (this.#classes === null) &&
      first === this.#head.first + this.#count &&
      deployment === this.#head.deployment &&
      policyVersion === this.#head.version
    );
  }

  /** All of them, or none when one cannot be written. */
  add(records: readonly PredictionRecord[]): void {
    const before = this.#rows.length;
    try {
      for (const record of records) this.#row(record);
      this.#count += records.length;
    } catch (error) {
      this.#rows.rewind(before);
      throw error;
    }
  }

  #row(r: PredictionRecord): void {
    const rows = this.#rows;
    rows.text(r.predictionId);
    rows.text(r.unitKey);
    rows.number(r.eventAt);
    rows.number(r.recordedAt - this.#head.at);
    rows.count(this.#releases.at(r.release, r.release));
    rows.byte(r.arm === 'champion' ? 0 : 1);
    rows.number(r.propensity);
    writeLoggedValue(rows, r.score);
    if (this.#classes !== null) this.#writeClasses(this.#classes, r.probabilities ?? null);
    rows.count(this.#outcomes.at(`${r.decision}\n${r.rule}\n${r.reason}`, [r.decision, r.rule, r.reason]));
    writeLoggedValue(rows, r.violations.length === 0 ? null : r.violations);
    this.#shape = this.#shapeOf(r.inputs);
    rows.count(this.#shape);
    for (const name of this.#shapes[this.#shape]!) writeLoggedValue(rows, r.inputs[name]);
    rows.count(r.features === null ? 0 : r.features.length + 1);
    if (r.features !== null) for (let i = 0; i < r.features.length; i++) rows.number(r.features[i]!);
  }

  #writeClasses(classes: Dictionary<string[]>, probabilities: Probabilities | null): void {
    if (probabilities === null) return this.#rows.count(0);
    const names = Object.keys(probabilities);
    this.#rows.count(classes.at(names.join('\n'), names) + 1);
    for (const name of names) this.#rows.number(probabilities[name]!);
  }

  /** The position of the members' names; nearly all rows of a batch have the names of the row before. */
  #shapeOf(inputs: PredictionRecord['inputs']): number {
    const names = Object.keys(inputs);
    const same = (shape: readonly string[] | undefined): boolean => shape !== undefined && shape.length === names.length && shape.every((name, i) => name === names[i]);
    if (same(this.#shapes[this.#shape])) return this.#shape;
    const known = this.#shapes.findIndex(same);
    return known >= 0 ? known : this.#shapes.push(names) - 1;
  }

  writeTo(writer: ByteWriter): void {
    const head: PredictionsHead = {
      ...this.#head,
      releases: this.#releases.values,
      outcomes: this.#outcomes.values,
      shapes: this.#shapes,
      ...(this.#classes && { classes: this.#classes.values }),
    };
    writer.byte(BATCH_FORMS.predictions);
    writer.text(JSON.stringify(head));
    writer.count(this.#count);
    writer.block(this.#rows.view());
  }
}

/** Memory that a payload took serves the next one, up to this size: what is made anew for each makes V8 collect garbage more often. */
const KEPT_BYTES = 1 << 20;

/** Makes the payload of a frame: the batches that are committed together. What repeats in predictions that follow each other is said once. */
export class GroupEncoder {
  #written = beginPayload();
  /** Rows of the open predictions. */
  #rows = new ByteWriter();
  #open: OpenPredictions | undefined;

  /** Throws, and adds nothing, when the batch cannot be written. */
  add(batch: LogBatch): void {
    if (batch.kind === 'predictions') {
      const { first, records } = batch;
      if (!this.#open?.takes(first, records[0]!)) {
        this.#close();
        this.#open = new OpenPredictions(this.#rows, first, records[0]!);
      }
      this.#open.add(records);
    } else {
      const text = JSON.stringify(batch.kind === 'shadows' ? storeShadows(batch.shadows) : storeFeedback(batch.feedback));
      this.#close();
      this.#written.byte(BATCH_FORMS.json);
      this.#written.text(text);
    }
  }

  /** The payload of what was added, to be read before more is; the next begins empty. */
  take(): Uint8Array {
    this.#close();
    const payload = this.#written.view();
    if (payload.length > KEPT_BYTES) {
      this.#written = beginPayload();
      this.#rows = new ByteWriter();
    } else this.#written.rewind(1);
    return payload;
  }

  #close(): void {
    if (this.#open?.isEmpty === false) this.#open.writeTo(this.#written);
    this.#open = undefined;
    this.#rows.rewind(0);
  }
}

function beginPayload(): ByteWriter {
  const writer = new ByteWriter();
  writer.byte(BINARY);
  return writer;
}

function storeShadows(shadows: readonly LoggedShadow[]): JsonBatch {
  const releases = new Dictionary<Digest>();
  const decisions = new Dictionary<string>();
  const rows = shadows.map((s): Extract<JsonBatch, { k: 's' }>['rows'][number] => {
    const row = [s.predictionId, s.unitEventAt, releases.at(s.release, s.release), s.score, decisions.at(s.decision, s.decision)] as const;
    return s.probabilities ? [...row, s.probabilities] : [...row];
  });
  return { k: 's', releases: releases.values, decisions: decisions.values, rows };
}

const storeFeedback = (feedback: readonly LoggedFeedback[]): JsonBatch => ({
  k: 'f',
  rows: feedback.map((f) => [f.predictionId, f.label, f.labelAt, f.revision, f.recordedAt, f.unitEventAt]),
});
