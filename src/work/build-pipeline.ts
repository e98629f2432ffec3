import type { JsonValue } from '../kernel/index.ts';
import { checkPipeline } from './check-pipeline.ts';
import type { StepDefinition } from './define-step.ts';
import type { Pipeline, Step, StepInput } from './step.ts';

/** A defined step together with the place where the worker finds it. */
export type PlacedStep<In extends string = string, Out extends string = string> = StepDefinition<In, Out> & { readonly module: string; readonly export: string };

/** The steps of a module, each knowing where it is. */
export type PlacedSteps<M> = { readonly [K in keyof M as M[K] extends Defined ? K : never]: M[K] extends StepDefinition<infer In, infer Out> ? PlacedStep<In, Out> : never };

/** Any step definition, whatever its ports. */
interface Defined {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  run(context: never): unknown;
}

/** A step that can name its outputs, for the steps that read them. */
export interface BuiltStep<Out extends string = string> extends Step {
  /** This output, as another step's input. */
  output(name: Out): StepInput;
}

interface Details {
  readonly params?: Readonly<Record<string, JsonValue>>;
  /** Environment variables that it may see. */
  readonly env?: readonly string[];
  /** Further project files (globs) that it reads. */
  readonly files?: readonly string[];
  /** User modules whose default exports it is handed: name → path relative to the project. */
  readonly modules?: Readonly<Record<string, string>>;
}

/**
 * Says where the steps of a module lie: its path relative to the project, and the module itself.
 * @example const steps = stepsFrom('./steps.ts', await import('./steps.ts'));
 */
export function stepsFrom<M extends object>(module: string, exports: M): PlacedSteps<M> {
  const placed = Object.entries(exports)
    .filter(([, value]) => isStepDefinition(value))
    .map(([name, value]) => [name, { ...(value as StepDefinition), module, export: name }]);
  return Object.fromEntries(placed) as PlacedSteps<M>;
}

/** A node that runs a defined step. Every input that it declares must be given. */
export function step<In extends string, Out extends string>(
  name: string,
  placed: PlacedStep<In, Out>,
  details: Details & ([In] extends [never] ? { readonly inputs?: Record<string, never> } : { readonly inputs: Readonly<Record<In, StepInput>> }),
): BuiltStep<Out> {
  return build<Out>({ name, action: { module: placed.module, export: placed.export }, outputs: placed.outputs, ...details } as Step);
}

/**
 * A node that runs a command of the machine, without a shell, in the project's folder. `{inputs.rows}`, `{outputs.model}` and `{params.depth}` are replaced;
 * arguments that name project files count as its code.
 * @example commandStep('train', { command: ['python3', 'train.py', '{inputs.rows}', '{outputs.model}'], inputs: { rows: prepare.output('rows') }, outputs: ['model'] })
 */
export function commandStep<const Out extends string>(
  name: string,
  details: Omit<Details, 'modules'> &
    Pick<Step, 'undeclaredReads'> & { readonly command: readonly string[]; readonly inputs?: Readonly<Record<string, StepInput>>; readonly outputs: readonly Out[] },
): BuiltStep<Out> {
  const { command, ...rest } = details;
  return build<Out>({ name, action: { command }, ...rest });
}

/** Joins steps to a graph. Throws WORK_PIPELINE_INVALID with every problem at once. */
export function pipeline(name: string, steps: readonly Step[]): Pipeline {
  const made = { name, steps };
  checkPipeline(made);
  return made;
}

function build<Out extends string>(made: Step): BuiltStep<Out> {
  return { ...made, output: (output) => ({ step: made.name, output }) };
}

function isStepDefinition(value: unknown): value is StepDefinition {
  return typeof value === 'object' && value !== null && 'run' in value && 'outputs' in value && typeof value.run === 'function' && Array.isArray(value.outputs);
}
