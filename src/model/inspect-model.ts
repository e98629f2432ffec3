import { CLASSES_KEY, FEATURES_KEY } from './build-model.ts';
import { decodeOnnx, ELEMENT_TYPE, type OnnxGraph, type OnnxModel, type OnnxValue } from './onnx-format.ts';

/** One input or output: its element type (`float`, `int64`, … or `sequence`, `map`) and shape, where a number is fixed and a text or null is free. */
export interface ModelValue {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string | null)[];
}

/** What a model's bytes say about it. */
export interface ModelInspection {
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  /** Number of features: the second dimension of the only input, when it is fixed. */
  readonly width: number | undefined;
  /** The features' names, for models that Capstan wrote. */
  readonly features: readonly string[] | undefined;
  /** How often each operator occurs, by `domain.name`. */
  readonly ops: Readonly<Record<string, number>>;
  /** Version of each operator set, by domain (`ai.onnx` is the standard one). */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly producer: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Reads what an ONNX model says about itself, without running it. Throws MODEL_NOT_ONNX.
 * @example inspectModel(bytes).width // 8
 */
export function inspectModel(bytes: Uint8Array): ModelInspection {
  const model = decodeOnnx(bytes);
  const ops: Record<string, number> = {};
  for (const node of model.graph.nodes) {
    const name = `${domainName(node.domain)}.${node.op}`;
    ops[name] = (ops[name] ?? 0) + 1;
  }
  return {
    inputs: inputsOf(model.graph),
    outputs: model.graph.outputs.map(describeValue),
    width: widthOf(model.graph),
    features: featuresOf(model),
    ops,
    opsets: Object.fromEntries(model.opsets.map((opset) => [domainName(opset.domain), opset.version])),
    metadata: Object.fromEntries(model.metadata.map((entry) => [entry.key, entry.value])),
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    size: bytes.length,
  };
}

function widthOf(graph: OnnxGraph): number | undefined {
  const inputs = inputsOf(graph);
  const width = inputs.length === 1 ? inputs[0]!.shape[1] : undefined;
  return typeof width === 'number' ? width : undefined;
}

/** The inputs that a caller must give: old models list their initializers among them. */
export function inputsOf(graph: OnnxGraph): readonly ModelValue[] {
  const known = new Set(graph.initializers.map((tensor) => tensor.name));
  return graph.inputs.filter((input) => !known.has(input.name)).map(describeValue);
}

/**
 * The output that holds the score: the only float output (of several, the one named probabilities), [N] or [N, 1], or [N, 2] class probabilities whose last
 * column it is. Undefined when there is none or more than one.
 */
export function scoreOutput(model: OnnxModel & { graph: OnnxGraph }): { readonly name: string; readonly columns: 1 | 2 } | undefined {
  const only = floatOutput(model.graph);
  if (!only || only.shape.length > 2) return undefined;
  const columns = only.shape.length === 2 ? only.shape[1] : 1;
  if (columns === 1 || columns === 2) return { name: only.name, columns };
  const classifier = model.graph.nodes.some((node) => node.op.endsWith('Classifier'));
  return columns === null || typeof columns === 'string' ? { name: only.name, columns: classifier ? 2 : 1 } : undefined;
}

/**
 * The output that holds the probabilities of so many classes, [N, classes]: the only float output, of several the one named probabilities. Undefined when there is none or more than one.
 */
export function classesOutput(model: OnnxModel & { graph: OnnxGraph }, classes: number): { readonly name: string; readonly columns: number } | undefined {
  const only = floatOutput(model.graph);
  if (only?.shape.length !== 2) return undefined;
  const columns = only.shape[1];
  return columns === classes || columns === null || typeof columns === 'string' ? { name: only.name, columns: classes } : undefined;
}

/** The only float output, or of several the one named probabilities. */
function floatOutput(graph: OnnxGraph): ModelValue | undefined {
  const floats = graph.outputs.map(describeValue).filter((output) => output.type === 'float' || output.type === 'double');
  const named = floats.length > 1 ? floats.filter((output) => /^(?:output_)?probabilit(?:y|ies)$/.test(output.name)) : floats;
  return named.length > 1 ? undefined : named[0];
}

/** The classes that a model says it tells apart, in the order of its probabilities: by the labels of its classifier, or because Capstan wrote it. */
export function classesIn(model: OnnxModel & { graph: OnnxGraph }): readonly string[] | undefined {
  const written = namesUnder(model, CLASSES_KEY);
  if (written) return written;
  for (const node of model.graph.nodes) {
    if (!node.op.endsWith('Classifier')) continue;
    const texts = node.attributes.find((attribute) => attribute.name === 'classlabels_strings')?.texts ?? [];
    const ints = node.attributes.find((attribute) => attribute.name === 'classlabels_int64s' || attribute.name === 'classlabels_ints')?.ints ?? [];
    if (texts.length > 0) return texts;
    if (ints.length > 0) return ints.map(String);
  }
  return undefined;
}

const NAMES = new Map<number, string>(Object.entries(ELEMENT_TYPE).map(([name, type]) => [type, name]));

function describeValue(value: OnnxValue): ModelValue {
  const { tensor, sequence, map } = value.type ?? {};
  if (tensor) {
    const shape = (tensor.shape?.dims ?? []).map((dim) => dim.size ?? (dim.symbol || null));
    return { name: value.name, type: NAMES.get(tensor.type) ?? `type ${tensor.type}`, shape };
  }
  return { name: value.name, type: sequence ? 'sequence' : map ? 'map' : 'unknown', shape: [] };
}

export const domainName = (domain: string): string => domain || 'ai.onnx';

/** The features' names, when Capstan wrote the model. */
export const featuresOf = (model: OnnxModel): readonly string[] | undefined => namesUnder(model, FEATURES_KEY);

/** The names that a member of the metadata holds as a JSON array. */
function namesUnder(model: OnnxModel, member: string): readonly string[] | undefined {
  const json = model.metadata.find((entry) => entry.key === member)?.value;
  if (json === undefined) return undefined;
  try {
    const names: unknown = JSON.parse(json);
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}
