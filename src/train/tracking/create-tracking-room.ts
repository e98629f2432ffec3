import { randomUUID } from 'node:crypto';
import { messageOf, type Random, seededRandom } from '../../kernel/index.ts';
import { checkLogBatch } from './check-log-batch.ts';
import { countByExperiment, countChildren } from './count-runs.store.ts';
import {
  createExperiment,
  ensureDefaultExperiment,
  getExperiment,
  getExperimentByName,
  removeExperiment,
  removeExperimentTag,
  renameExperiment,
  restoreExperiment,
  setExperimentTag,
} from './experiments.store.ts';
import { foldInBackground } from './fold-in-background.ts';
import { createPointFold } from './fold-points.store.ts';
import { listDatasetUses, logInputs, logOutputs } from './inputs.store.ts';
import { createKeys } from './keys.store.ts';
import { createLoggedModel, finishLoggedModel, getLoggedModel, logModelParams, removeLoggedModel, removeModelTag, setModelTags } from './logged-models.store.ts';
import { toRunInfo } from './load-runs.store.ts';
import { readHistory, sampleRuns } from './read-points.store.ts';
import { toTrackedRuns } from './run-columns.ts';
import { createRun, getRun, logModelOfRun, prepareTags, removeRun, removeRunTag, restoreRun, updateRun } from './runs.store.ts';
import { shareTransactions } from './share-transactions.store.ts';
import { searchExperiments } from './search-experiments.store.ts';
import { searchLoggedModels } from './search-logged-models.store.ts';
import { countRuns, searchRuns } from './search-runs.store.ts';
import type { RunStatus } from './tracked-run.ts';
import type { TrackingContext, TrackingMeans } from './tracking-context.ts';
import type { TrackingRoom } from './tracking-room.ts';

/** Nothing is lost: only disk space is taken meanwhile. */
const warn = (error: unknown): void =>
  process.emitWarning(`points of metrics could not be put in order, which is tried again: ${messageOf(error)}`, { type: 'CapstanWarning', code: 'TRAIN_FOLD_FAILED' });

const ENDED: readonly string[] = ['FINISHED', 'FAILED', 'KILLED'] satisfies RunStatus[];

/**
 * Opens the room over a project's state. Several processes may have it open at once.
 * @param options `random` makes the names of runs, @default seeded anew in each process. `onFault` is told when work in the background fails, which is tried again;
 * @default a warning of the process
 */
export function createTrackingRoom(means: TrackingMeans, options: { readonly random?: Random; readonly onFault?: (error: unknown) => void } = {}): TrackingRoom {
  const keys = createKeys(means);
  const folding = foldInBackground(createPointFold({ means }), { onFault: options.onFault ?? warn });
  const shared = shareTransactions({ means, keys }, folding);
  const ctx: TrackingContext = { means, keys, random: options.random ?? seededRandom(randomUUID()), addTags: prepareTags(means), write: shared.write };
  let ready: Promise<void> | undefined;
  /** Experiment 0 is there before anybody looks for it. */
  const withDefault = async <R>(work: () => Promise<R>): Promise<R> => {
    ready ??= ensureDefaultExperiment(ctx).catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    await ready;
    return work();
  };
  return {
    experiments: {
      create: (order) => withDefault(() => createExperiment(ctx, order)),
      get: (no) => withDefault(() => getExperiment(ctx, no)),
      getByName: (name) => withDefault(() => getExperimentByName(ctx, name)),
      search: (search) => withDefault(() => searchExperiments(ctx, search)),
      rename: (no, name) => withDefault(() => renameExperiment(ctx, no, name)),
      remove: (no) => withDefault(() => removeExperiment(ctx, no)),
      restore: (no) => withDefault(() => restoreExperiment(ctx, no)),
      setTag: (no, tag) => withDefault(() => setExperimentTag(ctx, no, tag)),
      removeTag: (no, key) => withDefault(() => removeExperimentTag(ctx, no, key)),
      datasets: (nos) => listDatasetUses(ctx, nos),
    },
    runs: {
      create: (order) => withDefault(() => createRun(ctx, order)),
      async update(id, change) {
        const row = await updateRun(ctx, id, change);
        if (ENDED.includes(row.status)) folding.ended(row.no);
        return toRunInfo(row);
      },
      get: (id) => getRun(ctx, id),
      async search(search) {
        const page = await searchRuns(ctx, search);
        return { ...page, items: page.items.flatMap(toTrackedRuns) };
      },
      searchColumns: (search) => searchRuns(ctx, search),
      remove: (id) => removeRun(ctx, id),
      count: (search) => countRuns(ctx, search),
      countByExperiment: () => countByExperiment(ctx),
      countChildren: (parents) => countChildren(ctx, parents),
      restore: (id) => restoreRun(ctx, id),
      log: async (id, batch) => shared.log({ run: id, batch: checkLogBatch(batch) }),
      removeTag: (id, key) => removeRunTag(ctx, id, key),
      logModel: (id, model) => logModelOfRun(ctx, id, model),
      logInputs: (id, inputs) => logInputs(ctx, id, inputs),
      logOutputs: (id, models) => logOutputs(ctx, id, models),
    },
    metrics: {
      history: (run, key, page) => readHistory(ctx, { run, key, ...page }),
      sample: (runs, key, options) => sampleRuns(ctx, { runs, key, ...options }),
    },
    loggedModels: {
      create: (order) => withDefault(() => createLoggedModel(ctx, order)),
      get: (id, about) => getLoggedModel(ctx, id, about),
      logParams: (id, params) => logModelParams(ctx, id, params),
      finish: (id, status) => finishLoggedModel(ctx, id, status),
      setTags: (id, tags) => setModelTags(ctx, id, tags),
      removeTag: (id, key) => removeModelTag(ctx, id, key),
      remove: (id) => removeLoggedModel(ctx, id),
      search: (search) => searchLoggedModels(ctx, search),
    },
    async close() {
      await shared.idle();
      await folding.close();
    },
  };
}
