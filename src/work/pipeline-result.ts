import type { CapstanError, Digest } from '../kernel/index.ts';

/** How a step ended: taken from the cache, run now, broken, or not tried because something before it broke. */
export const STEP_STATUSES = ['cached', 'ran', 'failed', 'skipped'] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** A number that a step recorded; `at` is the iteration, for curves. */
export interface StepMetric {
  readonly name: string;
  readonly value: number;
  readonly at?: number;
}

/** One step run. */
export interface StepResult {
  readonly name: string;
  /** The content hash of everything that could change the outputs; null when the step was not tried. */
  readonly key: Digest | null;
  readonly status: StepStatus;
  /** Which parts of its identity changed, old → new; empty for a step from the cache. */
  readonly why: readonly string[];
  readonly outputs: Readonly<Record<string, Digest>>;
  /** The work of the step itself when it ran, now or (for a cached one) then. */
  readonly milliseconds: number;
  readonly metrics: readonly StepMetric[];
  /** Files of the project that it read without declaring them, relative; absent when there are none. */
  readonly undeclared?: readonly string[];
  readonly error?: CapstanError;
}

/** What came of a pipeline. A failed step fails it; steps that do not read from the failed one have still been tried. */
export interface PipelineResult {
  readonly pipeline: string;
  readonly status: 'done' | 'failed';
  readonly steps: readonly StepResult[];
  /** The error of the first failed step. */
  readonly error?: CapstanError;
}

/** What happens while a pipeline runs, for progress bars and logs. `step-end` of a step that ran comes when its outputs are durable. */
export type PipelineEvent =
  | { readonly type: 'step-start'; readonly step: string; readonly why: readonly string[] }
  | { readonly type: 'step-progress'; readonly step: string; readonly fraction: number; readonly text?: string }
  | ({ readonly type: 'step-metric'; readonly step: string } & StepMetric)
  | { readonly type: 'step-end'; readonly step: string; readonly result: StepResult }
  | { readonly type: 'log'; readonly step: string; readonly text: string };
