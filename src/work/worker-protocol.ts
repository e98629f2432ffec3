import type { Facts, JsonValue } from '../kernel/index.ts';
import type { Imported } from './read-code.ts';

/** Code to load, and the environment in which it is loaded and runs. */
export interface WorkerCode {
  readonly code: Imported;
  readonly modules: Readonly<Record<string, Imported>>;
  /** The whole environment that the step sees. */
  readonly env: Readonly<Record<string, string>>;
}

/** What the parent asks of the worker: run one step. */
export interface WorkerOrder extends WorkerCode {
  readonly step: string;
  /** The name under which its author exported it, for messages. */
  readonly exported: string;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, JsonValue>>;
  /** The folder in which it runs: one of its own, so that a path relative to the project is not found by chance. */
  readonly folder: string;
}

/** What the parent says: run this; or load what will probably come next, while the parent keeps the books of what has just run. */
export type WorkerMessage = { readonly run: WorkerOrder } | { readonly load: WorkerCode };

/** What was thrown, so far as it can travel. */
export interface ThrownByStep {
  readonly message: string;
  readonly stack: string;
  /** Of an error that Capstan threw on purpose. */
  readonly known?: { readonly code: string; readonly status: number; readonly remedy: string; readonly facts: Facts };
}

/** What the worker says: what happens on the way, then one `done` or `failed`. */
export type WorkerAnswer =
  | { readonly type: 'metric'; readonly name: string; readonly value: number; readonly at?: number }
  | { readonly type: 'progress'; readonly fraction: number; readonly text?: string }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'done'; readonly reads: readonly string[]; readonly milliseconds: number }
  | { readonly type: 'failed'; readonly error: ThrownByStep };
