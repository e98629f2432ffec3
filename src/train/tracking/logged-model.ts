import type { Instant } from '../../kernel/index.ts';
import type { Lifecycle, Tags } from './experiment.ts';
import type { ModelMetric } from './metric.ts';

/** As MLflow names them. */
export const LOGGED_MODEL_STATUSES = ['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED'] as const;
export type LoggedModelStatus = (typeof LOGGED_MODEL_STATUSES)[number];

/** A model as a client of MLflow 3 logs it: a first-class noun beside the run that made it. */
export interface LoggedModel {
  /** `m-` and 32 hex digits. */
  readonly id: string;
  readonly experiment: number;
  readonly name: string;
  readonly type: string | null;
  readonly sourceRun: string | null;
  readonly status: LoggedModelStatus;
  readonly statusMessage: string | null;
  readonly artifactUri: string;
  readonly lifecycle: Lifecycle;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly params: Tags;
  readonly tags: Tags;
  readonly metrics: readonly ModelMetric[];
}
