import type { Operations } from '../../platform/index.ts';
import type { InputOf } from '../../sdk/index.ts';
import type { Terminal } from '../terminal.ts';

/** What a view may use beside the answer: the terminal, what was asked for, and further operations. */
export interface ViewMeans<N extends keyof Operations> {
  readonly terminal: Terminal;
  readonly input: Operations[N]['input'];
  ask<M extends keyof Operations>(operation: M, ...input: InputOf<M>): Promise<Operations[M]['output']>;
}

/** Shows what an operation answered to a person. */
export type View<N extends keyof Operations> = (answer: Operations[N]['output'], means: ViewMeans<N>) => Promise<void> | void;
