import type { Instant, Page } from '../../kernel/index.ts';
import type { RunInput } from './dataset-input.ts';
import type { Experiment, Tags, View } from './experiment.ts';
import type { LoggedModel, LoggedModelStatus } from './logged-model.ts';
import type { KeyedPoint, Point } from './metric.ts';
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
    /** Throws TRAIN_EXPERIMENT_EXISTS. */
    create(order: { readonly name: string; readonly artifactLocation?: string; readonly tags?: Tags }): Promise<Experiment>;
    /** Deleted ones too. Throws TRAIN_EXPERIMENT_UNKNOWN. */
    get(no: number): Promise<Experiment>;
    /** The active one of that name, else the one deleted last. Throws TRAIN_EXPERIMENT_UNKNOWN. */
    getByName(name: string): Promise<Experiment>;
    search(search: Search & { readonly view?: View }): Promise<Page<Experiment>>;
    rename(no: number, name: string): Promise<void>;
    /** Its runs are deleted with it, and restored with it. */
    remove(no: number): Promise<void>;
    restore(no: number): Promise<void>;
    setTag(no: number, tag: { readonly key: string; readonly value: string }): Promise<void>;
    removeTag(no: number, key: string): Promise<void>;
  };
  readonly runs: {
    create(order: {
      readonly experiment: number;
      readonly name?: string;
      readonly user?: string;
      readonly startedAt?: Instant;
      readonly tags?: Tags;
      readonly id?: string;
    }): Promise<TrackedRun>;
    update(id: string, change: { readonly status?: RunStatus; readonly endedAt?: Instant; readonly name?: string }): Promise<RunInfo>;
    /** Throws TRAIN_RUN_UNKNOWN. */
    get(id: string): Promise<TrackedRun>;
    search(search: Search & { readonly experiments: readonly number[]; readonly view?: View }): Promise<Page<TrackedRun>>;
    remove(id: string): Promise<void>;
    restore(id: string): Promise<void>;
    /** Atomic and idempotent. Throws TRAIN_RUN_UNKNOWN, TRAIN_RUN_DELETED, TRAIN_PARAM_CHANGED, TRAIN_LOG_INVALID. */
    log(id: string, batch: LogBatch): Promise<void>;
    removeTag(id: string, key: string): Promise<void>;
    logInputs(id: string, inputs: { readonly datasets?: readonly RunInput[]; readonly models?: readonly { readonly model: string }[] }): Promise<void>;
    logOutputs(id: string, models: readonly RunModel[]): Promise<void>;
  };
  readonly metrics: {
    /** Every point of one metric of a run, by (step, at, value); equal ones once. */
    history(run: string, key: string, page?: { readonly maxResults?: number; readonly pageToken?: string }): Promise<Page<Point>>;
    /** Of many runs at once, thinned to `points` a run; the first and last step of each run always stay. */
    sample(
      runs: readonly string[],
      key: string,
      options: { readonly points: number; readonly fromStep?: number; readonly toStep?: number },
    ): Promise<ReadonlyMap<string, readonly Point[]>>;
  };
  readonly loggedModels: {
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
    logParams(id: string, params: Tags): Promise<void>;
    finish(id: string, status: LoggedModelStatus): Promise<LoggedModel>;
    setTags(id: string, tags: Tags): Promise<LoggedModel>;
    removeTag(id: string, key: string): Promise<void>;
    remove(id: string): Promise<void>;
    search(
      search: Omit<Search, 'orderBy'> & {
        readonly experiments: readonly number[];
        readonly datasets?: readonly { readonly name: string; readonly digest?: string }[];
        readonly orderBy?: readonly { readonly field: string; readonly ascending?: boolean; readonly datasetName?: string; readonly datasetDigest?: string }[];
      },
    ): Promise<Page<LoggedModel>>;
  };
}
