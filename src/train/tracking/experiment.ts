import type { Instant } from '../../kernel/index.ts';

/** What can be deleted and restored is one or the other; `capstan gc` removes for good what has been `deleted` for long. */
export const LIFECYCLES = ['active', 'deleted'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** Which of them a search looks at. */
export const VIEWS = ['active', 'deleted', 'all'] as const;
export type View = (typeof VIEWS)[number];

/** Texts by name. */
export type Tags = Readonly<Record<string, string>>;

/** A named group of runs, as in MLflow. Number 0, `Default`, always exists. */
export interface Experiment {
  /** Unique in the project; the protocol writes it as text. */
  readonly no: number;
  /** Unique among the active ones: a deleted experiment does not keep its name from others. */
  readonly name: string;
  /** Where its runs keep their artifacts: `mlflow-artifacts:/<no>` unless told otherwise. */
  readonly artifactLocation: string;
  readonly lifecycle: Lifecycle;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly tags: Tags;
}
