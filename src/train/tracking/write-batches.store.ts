import { type Kysely, sql } from 'kysely';
import { type Db, type PreparedInsert, prepareInsert } from '../../store/index.ts';
import { trainErrors } from '../train.errors.ts';
import { ByteWriter } from './byte-writer.ts';
import { isStorable } from './check-entries.ts';
import type { CheckedBatch } from './check-log-batch.ts';
import type { Outcome } from './group-writes.ts';
import { encodePoints } from './point-log.ts';
import { PARENT_TAG, RUN_NAME_TAG, type TrackingContext } from './tracking-context.ts';
import type { TrackingTables } from './tracking-tables.store.ts';

type Query = Kysely<TrackingTables>;

/** A checked batch and the run it is for. */
export interface LogOrder {
  readonly run: string;
  readonly batch: CheckedBatch;
}

/** How many points runs got, by their number. */
export type Growth = ReadonlyMap<number, number>;

/** Writes log orders in a transaction, each whole or, when it breaks a rule, not at all. */
export interface BatchWriter {
  /** The numbers of an order's keys; asked before the transaction, since a new key gets its number for good. */
  numberKeys(orders: readonly LogOrder[]): Promise<ReadonlyMap<string, number>>;
  write(trx: Query, orders: readonly LogOrder[], keys: ReadonlyMap<string, number>): Promise<{ readonly outcomes: readonly Outcome[]; readonly growth: Growth }>;
}

export function createBatchWriter(ctx: Pick<TrackingContext, 'means' | 'keys'>): BatchWriter {
  const inserts = prepareInserts(ctx.means.db);
  const writer = new ByteWriter();
  return {
    numberKeys: (orders) => ctx.keys.number(orders.flatMap(keysOf)),
    async write(trx, orders, keys) {
      const known = await readKnown(trx, ctx.means.project, { orders, keys });
      const group = new WriteGroup(known, keys, writer);
      const outcomes = orders.map((order) => group.take(order));
      await group.write(trx, inserts);
      return { outcomes, growth: group.growth };
    },
  };
}

const keysOf = ({ batch }: LogOrder): string[] => [...batch.metrics.map((each) => each.key), ...batch.params.map((each) => each.key), ...batch.tags.map((each) => each.key)];

type Inserts = Readonly<Record<'journal' | 'latest' | 'params' | 'tags' | 'modelMetrics', PreparedInsert>>;

function prepareInserts(db: Db): Inserts {
  // The latest is the greatest by step, then time, then value: an older point that comes late, or again, changes nothing.
  const newer = sql<boolean>`(excluded.step, excluded.timestamp, excluded.value) > (train_latest_metrics.step, train_latest_metrics.timestamp, train_latest_metrics.value)`;
  return {
    journal: prepareInsert<TrackingTables, 'train_metric_journal'>(db, { into: 'train_metric_journal', columns: ['run', 'points', 'body'] }),
    latest: prepareInsert<TrackingTables, 'train_latest_metrics'>(db, {
      into: 'train_latest_metrics',
      columns: ['run', 'key', 'value', 'is_nan', 'step', 'timestamp'],
      finish: (query) =>
        query.onConflict((c) =>
          c
            .columns(['run', 'key'])
            .doUpdateSet((e) => ({ value: e.ref('excluded.value'), is_nan: e.ref('excluded.is_nan'), step: e.ref('excluded.step'), timestamp: e.ref('excluded.timestamp') }))
            .where(newer),
        ),
    }),
    params: prepareInsert<TrackingTables, 'train_params'>(db, { into: 'train_params', columns: ['run', 'key', 'value'] }),
    tags: prepareInsert<TrackingTables, 'train_tags'>(db, {
      into: 'train_tags',
      columns: ['run', 'key', 'value'],
      finish: (query) => query.onConflict((c) => c.columns(['run', 'key']).doUpdateSet((e) => ({ value: e.ref('excluded.value') }))),
    }),
    modelMetrics: prepareInsert<TrackingTables, 'train_logged_model_metrics'>(db, {
      into: 'train_logged_model_metrics',
      columns: ['model', 'run', 'key', 'value', 'is_nan', 'step', 'timestamp', 'dataset_name', 'dataset_digest'],
      finish: (query) => query.onConflict((c) => c.doNothing()),
    }),
  };
}

/** What the record store knows of the runs, params and models that orders name. */
interface Known {
  readonly runs: ReadonlyMap<string, { readonly no: number; readonly lifecycle: string }>;
  readonly models: ReadonlyMap<string, number>;
  /** Values by run and key. */
  readonly params: Map<number, Map<number, string>>;
}

async function readKnown(trx: Query, project: string, about: { orders: readonly LogOrder[]; keys: ReadonlyMap<string, number> }): Promise<Known> {
  const { orders, keys } = about;
  const ids = unique(orders.map((order) => order.run).filter(isStorable));
  const runs = await trx.selectFrom('train_tracked_runs').select(['id', 'no', 'lifecycle']).where('project', '=', project).where('id', 'in', ids).execute();
  const params = new Map(runs.map((run) => [run.no, new Map<number, string>()]));
  const paramKeys = unique(orders.flatMap((order) => order.batch.params.map((param) => keys.get(param.key)!)));
  if (paramKeys.length > 0 && runs.length > 0) {
    const found = await trx
      .selectFrom('train_params')
      .select(['run', 'key', 'value'])
      .where('run', 'in', [...params.keys()])
      .where('key', 'in', paramKeys)
      .execute();
    for (const { run, key, value } of found) params.get(run)!.set(key, value);
  }
  const modelIds = unique(orders.flatMap((order) => order.batch.metrics.flatMap((metric) => (metric.model !== undefined && isStorable(metric.model) ? [metric.model] : []))));
  const models = modelIds.length === 0 ? [] : await trx.selectFrom('train_logged_models').select(['id', 'no']).where('project', '=', project).where('id', 'in', modelIds).execute();
  return { runs: new Map(runs.map((run) => [run.id, run])), models: new Map(models.map((model) => [model.id, model.no])), params };
}

/** The values once each; padded by repeating the last to a length that is a power of two, so that few different statements are made. */
function unique<T>(values: readonly T[]): T[] {
  const once = [...new Set(values)];
  for (const last = once.at(-1); last !== undefined && (once.length & (once.length - 1)) !== 0;) once.push(last);
  return once;
}

interface Latest {
  value: number;
  nan: number;
  step: number;
  at: number;
}

/** Collects what orders write, and judges each by the rules before any of it is collected. */
class WriteGroup {
  readonly growth = new Map<number, number>();
  readonly #known: Known;
  readonly #keys: ReadonlyMap<string, number>;
  readonly #writer: ByteWriter;
  readonly #journal: unknown[] = [];
  readonly #latest = new Map<number, Map<number, Latest>>();
  readonly #params: unknown[] = [];
  readonly #tags = new Map<number, Map<number, string>>();
  readonly #names = new Map<number, string>();
  readonly #parents = new Map<number, string>();
  readonly #modelMetrics: unknown[] = [];

  constructor(known: Known, keys: ReadonlyMap<string, number>, writer: ByteWriter) {
    this.#known = known;
    this.#keys = keys;
    this.#writer = writer;
  }

  take({ run: id, batch }: LogOrder): Outcome {
    const run = this.#known.runs.get(id);
    if (run === undefined) return { done: false, error: trainErrors.RUN_UNKNOWN({ run: id }) };
    if (run.lifecycle !== 'active') return { done: false, error: trainErrors.RUN_DELETED({ run: id }) };
    const params = this.#known.params.get(run.no)!;
    const changes = batch.params.flatMap(({ key, value }) => {
      const old = params.get(this.#keys.get(key)!);
      return old === undefined || old === value ? [] : [{ key, old, new: value }];
    });
    if (changes.length > 0) return { done: false, error: trainErrors.PARAM_CHANGED({ run: id, changes }) };
    const model = batch.metrics.find((metric) => metric.model !== undefined && !this.#known.models.has(metric.model))?.model;
    if (model !== undefined) return { done: false, error: trainErrors.LOGGED_MODEL_UNKNOWN({ model }) };
    this.#takeMetrics(run.no, batch.metrics);
    this.#takeModelMetrics(id, batch.metrics);
    for (const { key, value } of batch.params) this.#takeParam(run.no, this.#keys.get(key)!, value);
    this.#takeTags(run.no, batch.tags);
    return { done: true };
  }

  async write(trx: Query, inserts: Inserts): Promise<void> {
    await inserts.journal.run(trx as never, this.#journal);
    const latest: unknown[] = [];
    for (const [run, keys] of this.#latest) for (const [key, { value, nan, step, at }] of keys) latest.push(run, key, value, nan, step, at);
    await inserts.latest.run(trx as never, latest);
    await inserts.params.run(trx as never, this.#params);
    const tags: unknown[] = [];
    for (const [run, texts] of this.#tags) for (const [key, value] of texts) tags.push(run, key, value);
    await inserts.tags.run(trx as never, tags);
    await inserts.modelMetrics.run(trx as never, this.#modelMetrics);
    for (const [run, name] of this.#names) await trx.updateTable('train_tracked_runs').set({ name }).where('no', '=', run).execute();
    for (const [run, parent] of this.#parents) await trx.updateTable('train_tracked_runs').set({ parent }).where('no', '=', run).execute();
  }

  #takeMetrics(run: number, metrics: CheckedBatch['metrics']): void {
    if (metrics.length === 0) return;
    const points = metrics.map(({ key, step, at, value }) => ({ key: this.#keys.get(key)!, step, at, value }));
    this.#journal.push(run, points.length, encodePoints(points, this.#writer));
    this.growth.set(run, (this.growth.get(run) ?? 0) + points.length);
    let latest = this.#latest.get(run);
    if (latest === undefined) this.#latest.set(run, (latest = new Map()));
    for (const { key, step, at, value } of points) {
      const nan = Number.isNaN(value) ? 1 : 0;
      const kept = nan === 1 ? 0 : value;
      const before = latest.get(key);
      if (before === undefined) latest.set(key, { value: kept, nan, step, at });
      else if (step > before.step || (step === before.step && (at > before.at || (at === before.at && kept > before.value)))) Object.assign(before, { value: kept, nan, step, at });
    }
  }

  #takeModelMetrics(run: string, metrics: CheckedBatch['metrics']): void {
    for (const { key, value, step, at, model, datasetName, datasetDigest } of metrics) {
      if (model === undefined) continue;
      const nan = Number.isNaN(value);
      this.#modelMetrics.push(this.#known.models.get(model), run, this.#keys.get(key), nan ? 0 : value, nan ? 1 : 0, step, at, datasetName ?? null, datasetDigest ?? null);
    }
  }

  #takeParam(run: number, key: number, value: string): void {
    const params = this.#known.params.get(run)!;
    if (params.has(key)) return;
    params.set(key, value);
    this.#params.push(run, key, value);
  }

  #takeTags(run: number, batch: CheckedBatch['tags']): void {
    for (const { key, value } of batch) {
      if (key === RUN_NAME_TAG) {
        // A run has a name: an empty one changes neither it nor its tag.
        if (value === '') continue;
        this.#names.set(run, value);
      } else if (key === PARENT_TAG) this.#parents.set(run, value);
      let tags = this.#tags.get(run);
      if (tags === undefined) this.#tags.set(run, (tags = new Map()));
      tags.set(this.#keys.get(key)!, value);
    }
  }
}
