import type { Facts } from '../kernel/index.ts';
import type { Engine } from './model.ts';
import type { ModelInterface } from './read-interface.ts';

/** What the thread of a session is started with. */
export interface SessionOrder {
  readonly bytes: Uint8Array;
  readonly plan: ModelInterface;
  readonly engine: Engine | undefined;
}

/** Rows to score. */
export interface SessionQuestion {
  readonly id: number;
  readonly rows: Float32Array;
  readonly count: number;
}

/** An error so far as it can travel. */
export interface ThrownBySession {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly remedy: string;
  readonly facts: Facts;
}

/** What the thread says: once that it is open, then an answer to each question. */
export type SessionAnswer =
  | { readonly opened: Engine }
  | { readonly id: number; readonly values: Float32Array | Float64Array }
  | { readonly id: number | null; readonly error: ThrownBySession };
