import type { Instant } from '../../kernel/index.ts';
import type { RunInput } from './dataset-input.ts';
import type { Lifecycle, Tags } from './experiment.ts';
import type { LatestMetric } from './metric.ts';

/** As MLflow names them. */
export const RUN_STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** A run without what was logged to it. */
export interface RunInfo {
  /** 32 lower-case hex digits, or the name of a Capstan pipeline run. */
  readonly id: string;
  readonly experiment: number;
  /** Kept equal to the tag `mlflow.runName`. */
  readonly name: string;
  readonly user: string;
  readonly status: RunStatus;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly artifactUri: string;
  readonly lifecycle: Lifecycle;
}

/** A model that a run read or wrote. */
export interface RunModel {
  readonly model: string;
  readonly step: number;
}

/** One tracked execution: what went in, what was measured, what came out. */
export interface TrackedRun {
  readonly info: RunInfo;
  /** The latest value of each metric, by key. */
  readonly metrics: readonly LatestMetric[];
  readonly params: Tags;
  readonly tags: Tags;
  readonly datasets: readonly RunInput[];
  readonly modelInputs: readonly RunModel[];
  readonly modelOutputs: readonly RunModel[];
}
