import type { Digest, JsonValue } from '../kernel/index.ts';

/** What a step's function is given. Paths are absolute; inputs are read-only; an output must be written before the function returns. */
export interface StepContext {
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, JsonValue>>;
  /** The default exports of the user modules that the step names, loaded. */
  readonly modules: Readonly<Record<string, unknown>>;
  /** Records a number; `at` is the iteration, for curves. */
  metric(name: string, value: number, at?: number): void;
  progress(fraction: number, text?: string): void;
  log(text: string): void;
}

/** The function of a step. */
export type StepFunction = (context: StepContext) => Promise<void> | void;

/** Where a step's input comes from: another step's output, blobs by digest, or a file of the project. */
export type StepInput = { readonly step: string; readonly output: string } | { readonly blobs: readonly Digest[] } | { readonly file: string };

/** What runs: an exported function of a module, or a command of the machine. */
export type StepAction =
  | { readonly module: string; readonly export: string }
  /** `{inputs.rows}`, `{outputs.model}` and `{params.depth}` in the arguments are replaced. */
  | { readonly command: readonly string[] };

/** A node of a pipeline. Its identity is its content: code, inputs, parameters, lock file, declared environment and files. */
export interface Step {
  readonly name: string;
  readonly action: StepAction;
  /** User modules handed to the function: name → path relative to the project. They are part of the step's code. */
  readonly modules?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, StepInput>>;
  readonly params?: Readonly<Record<string, JsonValue>>;
  readonly outputs: readonly string[];
  /** Environment variables the step may see; their values are part of its identity. */
  readonly env?: readonly string[];
  /** Further project files (globs) that a command reads. */
  readonly files?: readonly string[];
  /** What happens when a Python command reads a file of the project that is neither declared nor named by the command. @default 'warn' */
  readonly undeclaredReads?: 'warn' | 'stop';
}

/** A graph of steps, in an order in which each comes after those it reads from. */
export interface Pipeline {
  readonly name: string;
  readonly steps: readonly Step[];
}
