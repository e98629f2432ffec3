import type { StepContext } from './step.ts';

/** What a step's function is given, with the ports that the step declares. */
export interface PortedContext<In extends string, Out extends string> extends Omit<StepContext, 'inputs' | 'outputs'> {
  /** Absolute paths to read, never to write; more than one where the input is a list of blobs. */
  readonly inputs: Readonly<Record<In, readonly string[]>>;
  /** The absolute path at which each output must be written before the function returns. */
  readonly outputs: Readonly<Record<Out, string>>;
}

/** A step as its author writes it: ports and a function. */
export interface StepDefinition<In extends string = string, Out extends string = string> {
  readonly inputs: readonly In[];
  readonly outputs: readonly Out[];
  run(context: PortedContext<In, Out>): Promise<void> | void;
}

/**
 * Declares a step of a user module. Export it by name; a misspelt port is red in the editor, here and where the pipeline joins the ports.
 * Steps of one file do not invalidate each other: what counts is the code that each one reaches.
 * @example
 * export const count = defineStep({ inputs: ['rows'], outputs: ['total'], async run({ inputs, outputs }) {
 *   await writeFile(outputs.total, String((await readFile(inputs.rows[0]!, 'utf8')).split('\n').length));
 * } });
 */
export function defineStep<const In extends string = never, const Out extends string = never>(definition: {
  readonly inputs?: readonly In[];
  readonly outputs: readonly Out[];
  run(context: PortedContext<In, Out>): Promise<void> | void;
}): StepDefinition<In, Out> {
  return { ...definition, inputs: definition.inputs ?? [] };
}
