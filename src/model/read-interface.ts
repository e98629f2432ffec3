import type { Problem } from '../kernel/index.ts';
import { classesIn, classesOutput, inputsOf, type ModelValue, scoreOutput } from './inspect-model.ts';
import type { OnnxGraph, OnnxModel } from './onnx-format.ts';

/** Element types in which features can be given. */
export const INPUT_TYPES = ['float', 'double', 'int32', 'int64'] as const;
export type InputType = (typeof INPUT_TYPES)[number];

/** One input of a graph and the columns of a row that it takes. */
export interface InputPlan {
  readonly name: string;
  readonly type: InputType;
  /** Positions in the row: all of them for the usual matrix [N, features], one for an input of its own [N, 1]. */
  readonly columns: readonly number[];
  /** False for an input [N] without a second dimension. */
  readonly isMatrix: boolean;
}

/** How rows go into a graph and a score comes out; plain data. */
export interface ModelInterface {
  /** Numbers a row. */
  readonly width: number;
  readonly inputs: readonly InputPlan[];
  readonly score: { readonly name: string; readonly columns: number };
  /** Of several classes, the column of each in the output. */
  readonly classColumns?: readonly number[];
}

type Full = OnnxModel & { readonly graph: OnnxGraph };

/** The interface of a model that takes these features (in order; undefined where they are not known), or why it has none. */
export function readInterface(
  model: Full,
  { features, classes }: { readonly features?: readonly string[]; readonly classes?: readonly string[] },
): { readonly plan: ModelInterface } | { readonly problems: readonly Problem[] } {
  const given = inputsOf(model.graph);
  const read = given.length > 1 ? readColumns(given, features) : readMatrix(given[0], features?.length);
  const score = classes ? classesOutput(model, classes.length) : scoreOutput(model);
  const columns = classes && orderOfClasses(classesIn(model), classes);
  const outputs = model.graph.outputs.map((output) => output.name).join(', ');
  const problems = [
    ...('problems' in read ? read.problems : []),
    ...(score
      ? []
      : [
          {
            path: '/outputs',
            message: classes
              ? `are ${outputs || 'none'}; exactly one float [N, ${classes.length}] of class probabilities is needed (for scikit-learn, convert with zipmap off)`
              : `are ${outputs || 'none'}; exactly one float [N, 1] score or [N, 2] class probabilities is needed (for scikit-learn, convert with zipmap off)`,
          },
        ]),
    ...(columns === null ? [{ path: '/outputs', message: `are probabilities of ${classesIn(model)!.join(', ')}; ${classes!.join(', ')} are asked for` }] : []),
  ];
  if (problems.length > 0 || 'problems' in read || !score) return { problems };
  return { plan: { ...read, score, ...(columns && { classColumns: columns }) } };
}

/**
 * The column of each class: by its name where the model names its classes, by its place where it numbers them from 0, or says nothing. Null when it tells others apart.
 */
function orderOfClasses(named: readonly string[] | undefined, classes: readonly string[]): readonly number[] | null {
  const places = classes.map((_, k) => k);
  if (named === undefined) return places;
  const columns = classes.map((name) => named.indexOf(name));
  if (named.length === classes.length && !columns.includes(-1)) return columns;
  return named.length === classes.length && named.every((name, k) => name === String(k)) ? places : null;
}

const isInputType = (type: string): type is InputType => (INPUT_TYPES as readonly string[]).includes(type);
const describe = (input: ModelValue): string => `is ${input.type} [${input.shape.map((size) => size ?? 'N').join(', ')}]`;

type Read = Pick<ModelInterface, 'width' | 'inputs'> | { readonly problems: readonly Problem[] };

function readMatrix(input: ModelValue | undefined, expected: number | undefined): Read {
  if (!input) return { problems: [{ path: '/inputs', message: 'are none; one matrix of all features is needed, or one column each' }] };
  const path = `/inputs/${input.name}`;
  if (!isInputType(input.type) || input.shape.length !== 2) return { problems: [{ path, message: `${describe(input)}; float [N, features] is needed` }] };
  const fixed = input.shape[1];
  const width = typeof fixed === 'number' ? fixed : expected;
  if (width === undefined || width < 1) return { problems: [{ path, message: 'does not fix the number of features' }] };
  if (expected !== undefined && width !== expected) return { problems: [{ path: '/inputs', message: `take ${width} features; ${expected} will be given` }] };
  return { width, inputs: [{ name: input.name, type: input.type, columns: Array.from({ length: width }, (_, at) => at), isMatrix: true }] };
}

/** One input a feature: by name when the features are known, else in the order of the graph. */
function readColumns(given: readonly ModelValue[], features: readonly string[] | undefined): Read {
  const problems: Problem[] = [];
  const names = features ?? given.map((input) => input.name);
  const inputs: InputPlan[] = [];
  for (const input of given) {
    const path = `/inputs/${input.name}`;
    const at = names.indexOf(input.name);
    const isColumn = input.shape.length === 1 || (input.shape.length === 2 && input.shape[1] === 1);
    if (at < 0) problems.push({ path, message: `is no feature; ${names.join(', ')} will be given` });
    else if (!isColumn || !isInputType(input.type)) problems.push({ path, message: `${describe(input)}; beside other inputs, float [N, 1] is needed` });
    else inputs.push({ name: input.name, type: input.type, columns: [at], isMatrix: input.shape.length === 2 });
  }
  const missing = names.filter((name) => !given.some((input) => input.name === name));
  if (missing.length > 0) problems.push({ path: '/inputs', message: `do not take ${missing.join(', ')}` });
  return problems.length > 0 ? { problems } : { width: names.length, inputs };
}
