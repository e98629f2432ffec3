import type { Instant, JsonValue } from '../kernel/index.ts';
import type { Candidate } from './candidate.ts';
import type { Evaluation } from './evaluation.ts';

/** `running` until it ends; a run whose process died is marked `failed` when the project is next opened by a server. */
export const RUN_STATES = ['running', 'finished', 'failed'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** The version of the code: the commit, and whether the work tree differed from it. Null outside a repository. */
export interface CodeVersion {
  readonly commit: string;
  readonly branch: string;
  readonly dirty: boolean;
}

/** One point of a metric; `at` is the iteration. */
export interface MetricPoint {
  readonly name: string;
  readonly at: number;
  readonly value: number;
}

/** One tracked execution of a pipeline: what went in, what came out. */
export interface Run {
  readonly id: string;
  readonly pipeline: string;
  readonly state: RunState;
  readonly why: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  /** Event time for which it was made. */
  readonly eventAt: Instant | null;
  readonly params: Readonly<Record<string, JsonValue>>;
  /** Last value of each metric. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Blob digests by name. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly code: CodeVersion | null;
  readonly environment: Readonly<Record<string, JsonValue>>;
  /** Step → cached, ran or failed, with the reason. */
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly why: readonly string[];
    readonly milliseconds: number;
    /** Files of the project that it read without declaring them. */
    readonly undeclared?: readonly string[];
  }[];
  readonly candidate: Candidate | null;
  readonly evaluation: Evaluation | null;
  readonly error: string | null;
}
