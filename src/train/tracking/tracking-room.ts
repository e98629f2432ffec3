import type { Instant, JsonValue, Page } from '../../kernel/index.ts';
import type { DatasetUse, RunInput } from './dataset-input.ts';
import type { Experiment, Tags, View } from './experiment.ts';
import type { LoggedModel, LoggedModelStatus } from './logged-model.ts';
import type { KeyedPoint, Point } from './metric.ts';
import type { RunColumns } from './run-columns.ts';
import type { RunInfo, RunModel, RunStatus, TrackedRun } from './tracked-run.ts';

/** A question about a list: filter and order in the search language, a page at a time. */
export interface Search {
  readonly filter?: string;
  readonly orderBy?: readonly string[];
  readonly maxResults?: number;
  readonly pageToken?: string;
}

/** What is logged to a run at once; all of it or nothing. */
export interface LogBatch {
  readonly metrics?: readonly (KeyedPoint & { readonly model?: string; readonly datasetName?: string; readonly datasetDigest?: string })[];
  readonly params?: readonly { readonly key: string; readonly value: string }[];
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

/**
 * Experiments, runs and logged models, as every MLflow client knows them. Whatever these promise survives `kill -9` once it is acknowledged, and a write that is
 * tried again changes nothing. Input is checked here, to the limits of MLflow, with all problems at once.
 */
export interface TrackingRoom {
  readonly experiments: {
    /** Throws TRAIN_LOG_INVALID, TRAIN_ARTIFACT_PATH_INVALID, TRAIN_EXPERIMENT_EXISTS. */
    create(order: { readonly name: string; readonly artifactLocation?: string; readonly tags?: Tags }): Promise<Experiment>;
    /** Deleted ones too. Throws TRAIN_EXPERIMENT_UNKNOWN. */
    get(no: number): Promise<Experiment>;
    /** The active one of that name, else the one deleted last. Throws TRAIN_EXPERIMENT_UNKNOWN. */
    getByName(name: string): Promise<Experiment>;
    search(search: Search & { readonly view?: View }): Promise<Page<Experiment>>;
    /** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_EXPERIMENT_EXISTS, TRAIN_LOG_INVALID. */
    rename(no: number, name: string): Promise<void>;
    /** Deletes an active one, and its active runs with it. Throws TRAIN_EXPERIMENT_UNKNOWN. */
    remove(no: number): Promise<void>;
    /** Brings a deleted one back, and the runs that were deleted with it; those that were deleted on their own stay so. Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_EXISTS. */
    restore(no: number): Promise<void>;
    /** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_LOG_INVALID. */
    setTag(no: number, tag: { readonly key: string; readonly value: string }): Promise<void>;
    /** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_EXPERIMENT_TAG_UNKNOWN. */
    removeTag(no: number, key: string): Promise<void>;
    /** The datasets that runs of these experiments read, with the context in which they did; 1,000 at most. */
    datasets(nos: readonly number[]): Promise<readonly DatasetUse[]>;
  };
  readonly runs: {
    /** Starts a run, named at random when it is given no name. Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_RUN_NAMES_DIFFER, TRAIN_RUN_EXISTS, TRAIN_LOG_INVALID. */
    create(order: {
      readonly experiment: number;
      readonly name?: string;
      readonly user?: string;
      readonly startedAt?: Instant;
      readonly tags?: Tags;
      readonly id?: string;
    }): Promise<TrackedRun>;
    /** What is left out stays. Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_LOG_INVALID. */
    update(id: string, change: { readonly status?: RunStatus; readonly endedAt?: Instant; readonly name?: string }): Promise<RunInfo>;
    /** Throws TRAIN_RUN_UNKNOWN. */
    get(id: string): Promise<TrackedRun>;
    search(search: Search & { readonly experiments: readonly number[]; readonly view?: View }): Promise<Page<TrackedRun>>;
    /** The same page as it lies in the records, in portions. */
    searchColumns(search: Search & { readonly experiments: readonly number[]; readonly view?: View }): Promise<Page<RunColumns>>;
    /** Throws TRAIN_RUN_UNKNOWN. */
    remove(id: string): Promise<void>;
    /** How many runs a search finds in all. */
    count(search: Pick<Search, 'filter'> & { readonly experiments: readonly number[]; readonly view?: View }): Promise<number>;
    /** Active runs of each experiment; one without any is left out. */
    countByExperiment(): Promise<ReadonlyMap<number, number>>;
    /** Active runs nested in each of some runs; one without any is left out. */
    countChildren(parents: readonly string[]): Promise<ReadonlyMap<string, number>>;
    /** Throws TRAIN_RUN_UNKNOWN. */
    restore(id: string): Promise<void>;
    /**
     * Atomic and idempotent; many at once are written together. Throws TRAIN_LOG_INVALID, TRAIN_PARAM_REPEATED, TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_PARAM_CHANGED,
     * TRAIN_LOGGED_MODEL_UNKNOWN.
     */
    log(id: string, batch: LogBatch): Promise<void>;
    /** Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_RUN_TAG_UNKNOWN. */
    removeTag(id: string, key: string): Promise<void>;
    /** A model as a 2.x client logs it: noted in the tag `mlflow.log-model.history`, a JSON list. Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED. */
    logModel(id: string, model: Readonly<Record<string, JsonValue>>): Promise<void>;
    /** Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_LOG_INVALID. */
    logInputs(id: string, inputs: { readonly datasets?: readonly RunInput[]; readonly models?: readonly { readonly model: string }[] }): Promise<void>;
    /** Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_LOG_INVALID. */
    logOutputs(id: string, models: readonly RunModel[]): Promise<void>;
  };
  readonly metrics: {
    /** Every point of one metric of a run, by (at, step, value); equal ones once. Nothing of a run or a key that is not there. Throws TRAIN_PAGE_UNKNOWN. */
    history(run: string, key: string, page?: { readonly maxResults?: number; readonly pageToken?: string }): Promise<Page<Point>>;
    /** Of many runs at once, by (step, at, value), thinned evenly to `points` a run; the first and the last always stay. A run without such points is not in the result. */
    sample(
      runs: readonly string[],
      key: string,
      options: { readonly points: number; readonly fromStep?: number; readonly toStep?: number },
    ): Promise<ReadonlyMap<string, readonly Point[]>>;
  };
  readonly loggedModels: {
    /** Throws TRAIN_EXPERIMENT_UNKNOWN, TRAIN_EXPERIMENT_DELETED, TRAIN_LOG_INVALID. */
    create(order: {
      readonly experiment: number;
      readonly name?: string;
      readonly type?: string;
      readonly sourceRun?: string;
      readonly params?: Tags;
      readonly tags?: Tags;
    }): Promise<LoggedModel>;
    /** Throws TRAIN_LOGGED_MODEL_UNKNOWN. */
    get(id: string, options?: { readonly deletedToo?: boolean }): Promise<LoggedModel>;
    /** Throws TRAIN_LOGGED_MODEL_UNKNOWN, TRAIN_LOGGED_MODEL_PARAM_CHANGED, TRAIN_LOG_INVALID. */
    logParams(id: string, params: Tags): Promise<void>;
    /** Throws TRAIN_LOGGED_MODEL_UNKNOWN. */
    finish(id: string, status: LoggedModelStatus): Promise<LoggedModel>;
    /** Throws TRAIN_LOGGED_MODEL_UNKNOWN, TRAIN_LOG_INVALID. */
    setTags(id: string, tags: Tags): Promise<LoggedModel>;
    /** Throws TRAIN_LOGGED_MODEL_UNKNOWN, TRAIN_LOGGED_MODEL_TAG_UNKNOWN. */
    removeTag(id: string, key: string): Promise<void>;
    /** Throws TRAIN_LOGGED_MODEL_UNKNOWN. */
    remove(id: string): Promise<void>;
    search(
      search: Omit<Search, 'orderBy'> & {
        readonly experiments: readonly number[];
        readonly datasets?: readonly { readonly name: string; readonly digest?: string }[];
        readonly orderBy?: readonly { readonly field: string; readonly ascending?: boolean; readonly datasetName?: string; readonly datasetDigest?: string }[];
      },
    ): Promise<Page<LoggedModel>>;
  };
  /** Waits until all that was logged is written and put in order. Before the means are closed. */
  close(): Promise<void>;
}
