/** What the pages about experiments and runs read. Times are wall times in ms; a metric that is not a number is null. */

export interface ExperimentView {
  readonly no: number;
  readonly name: string;
  readonly lifecycle: 'active' | 'deleted';
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Active runs. */
  readonly runs: number;
}

/** A dataset that a run read; `version` is set when it is a dataset version of this project. */
export interface RunDataset {
  readonly name: string;
  readonly digest: string;
  readonly context: string | null;
  readonly version: string | null;
}

/** One run, as a row of a table. */
export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly experiment: number;
  readonly status: 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
  readonly user: string;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly lifecycle: 'active' | 'deleted';
  /** The run in which it is nested. */
  readonly parent: string | null;
  /** Active runs nested in it. */
  readonly children: number;
  /** Latest values. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly datasets: readonly RunDataset[];
  /** Ids of the logged models that it wrote. */
  readonly models: readonly string[];
}

export interface RunsPage {
  readonly runs: readonly RunRow[];
  /** Names the page after this one; null on the last. */
  readonly next: string | null;
}

export interface LatestPoint {
  readonly key: string;
  readonly value: number | null;
  readonly step: number;
  readonly at: number;
}

/** The code that a run ran: a commit, and whether the work tree differed from it. */
export interface CodeView {
  readonly commit: string;
  readonly branch: string | null;
  readonly dirty: boolean | null;
  readonly source: string | null;
}

/** What a training left out of its rows: stretches of event time (ms) that findings hold, whole or by rows; and what it learned from all the same. */
export interface RunLeftOut {
  readonly rows: number;
  readonly of: number;
  readonly stretches: readonly {
    readonly from: number;
    readonly to: number;
    readonly scope: 'window' | 'rows';
    readonly rows: number;
    readonly why: string;
    readonly findings: readonly string[];
    readonly byFinding: readonly { readonly finding: string; readonly what: string; readonly rows: number }[];
  }[];
  readonly included: null | { readonly why: string; readonly stretches: readonly { readonly from: number; readonly to: number; readonly why: string }[] };
}

/** One run in full. */
export interface RunView extends RunRow {
  readonly experimentName: string;
  readonly artifactUri: string;
  readonly latest: readonly LatestPoint[];
  readonly code: CodeView | null;
  /** Steps of the pipeline that it is, in order; empty for a run of another program. */
  readonly steps: readonly { readonly name: string; readonly status: string; readonly why: readonly string[]; readonly milliseconds: number }[];
  readonly error: string | null;
  /** Rows that its training left out, and why; null for a run of another program. */
  readonly leftOut: RunLeftOut | null;
  /** Registered model versions and releases that came of it. */
  readonly releases: readonly { readonly name: string; readonly version: string; readonly aliases: readonly string[]; readonly release: string | null }[];
}

/** A metric of one run over its steps, thinned evenly; its first and last step are always there. */
export interface Curve {
  readonly run: string;
  readonly key: string;
  readonly steps: readonly number[];
  readonly at: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface ArtifactEntry {
  /** From the root of the run's artifacts. */
  readonly path: string;
  readonly name: string;
  readonly directory: boolean;
  /** Bytes; null for a directory. */
  readonly size: number | null;
}

export interface ArtifactsPage {
  readonly entries: readonly ArtifactEntry[];
  readonly next: string | null;
}

/** How the code of one run differs from another's; `patch` is null when it cannot be told, and `why` says so. */
export interface CodeComparison {
  readonly from: CodeView | null;
  readonly to: CodeView | null;
  readonly patch: string | null;
  readonly why: string | null;
}

/** What each operation of the pages takes and gives. */
export interface TrackingOperations {
  readonly 'experiments.list': { readonly input: { readonly view?: 'active' | 'deleted' | 'all' }; readonly output: readonly ExperimentView[] };
  readonly 'runs.search': {
    readonly input: {
      readonly experiments?: readonly number[];
      readonly filter?: string;
      readonly orderBy?: readonly string[];
      readonly view?: 'active' | 'deleted' | 'all';
      readonly maxResults?: number;
      readonly pageToken?: string;
    };
    readonly output: RunsPage;
  };
  readonly 'runs.count': {
    readonly input: { readonly experiments?: readonly number[]; readonly filter?: string; readonly view?: 'active' | 'deleted' | 'all' };
    readonly output: number;
  };
  readonly 'runs.read': { readonly input: { readonly runs: readonly string[] }; readonly output: readonly RunView[] };
  readonly 'runs.curves': { readonly input: { readonly runs: readonly string[]; readonly keys: readonly string[]; readonly points?: number }; readonly output: readonly Curve[] };
  readonly 'runs.code': { readonly input: { readonly from: string; readonly to: string }; readonly output: CodeComparison };
  readonly 'runs.delete': { readonly input: { readonly runs: readonly string[] }; readonly output: number };
  readonly 'runs.restore': { readonly input: { readonly runs: readonly string[] }; readonly output: number };
  readonly 'artifacts.list': { readonly input: { readonly run: string; readonly path?: string; readonly pageToken?: string }; readonly output: ArtifactsPage };
}
