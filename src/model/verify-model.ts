import { isCapstanError, type Problem } from '../kernel/index.ts';
import { domainName, featuresOf } from './inspect-model.ts';
import { decodeOnnx, type OnnxGraph, type OnnxModel, type OnnxTensor } from './onnx-format.ts';
import { readInterface } from './read-interface.ts';
import { isTreeNode, treeProblems } from './read-tree-node.ts';

/** What a model is expected to be, beyond being servable. */
export interface ModelExpectation {
  /** The columns that it will be given, in order. */
  readonly features?: readonly string[];
  /** The classes whose probabilities it is to give, in this order; without them, one score. */
  readonly classes?: readonly string[];
}

/** Bytes per element of the types whose size is fixed, by TensorProto.DataType. */
const ELEMENT_BYTES = new Map([
  [1, 4],
  [2, 1],
  [3, 1],
  [6, 4],
  [7, 8],
  [9, 1],
  [10, 2],
  [11, 8],
]);

/**
 * Everything that keeps a model from being served, at once; empty when nothing does. Nothing is run.
 * Checked: it is ONNX; its inputs are the features, as one matrix [N, F] or a column each, and its output is one float score, or a probability of each class; operators of ONNX itself only; every value is made before
 * it is used; no weights outside the file (a path in a model could name any file); sound tensors and trees.
 * @example verifyModel(bytes, { features: ['hour', 'distance'] }) // []
 */
export function verifyModel(bytes: Uint8Array, expected: ModelExpectation = {}): readonly Problem[] {
  try {
    return modelProblems(decodeOnnx(bytes), expected);
  } catch (error) {
    if (isCapstanError(error, 'MODEL_NOT_ONNX')) return [{ path: '/', message: error.message }];
    throw error;
  }
}

/** The same of a model that has been read. */
export function modelProblems(model: OnnxModel & { graph: OnnxGraph }, expected: ModelExpectation): readonly Problem[] {
  const read = readInterface(model, expected);
  const width = 'plan' in read ? read.plan.width : undefined;
  return [
    ...operatorSetProblems(model),
    ...('problems' in read ? read.problems : []),
    ...orderProblems(model, expected),
    ...wiringProblems(model.graph),
    ...allTensors(model.graph).flatMap(tensorProblems),
    // Behind other operators a row may be longer than the input.
    ...model.graph.nodes.filter(isTreeNode).flatMap((node) => treeProblems(node, model.graph.inputs.some((input) => input.name === node.inputs[0]) ? width : undefined)),
  ];
}

function operatorSetProblems(model: OnnxModel & { graph: OnnxGraph }): readonly Problem[] {
  const problems: Problem[] = [];
  if (model.irVersion < 3) problems.push({ path: '/irVersion', message: `is ${model.irVersion}; 3 or later is needed` });
  if (model.opsets.length === 0) problems.push({ path: '/opsets', message: 'names no operator set' });
  if (model.functions.length > 0) problems.push({ path: '/functions', message: 'defines operators of its own; export it with them inlined' });
  if (model.graph.sparse.length > 0) problems.push({ path: '/graph', message: 'has sparse weights; export them dense' });
  const foreign = new Set([...model.opsets, ...model.graph.nodes].map((part) => domainName(part.domain)).filter((domain) => domain !== 'ai.onnx' && domain !== 'ai.onnx.ml'));
  for (const domain of foreign) problems.push({ path: '/opsets', message: `uses operators of ${domain}, which only its own runtime knows` });
  for (const node of model.graph.nodes) {
    if (node.attributes.some((attribute) => attribute.graph || attribute.graphs.length > 0))
      problems.push({ path: `/graph/${node.name || node.op}`, message: `holds a graph of its own (${node.op}), which cannot be verified` });
  }
  return problems;
}

/** Models that Capstan wrote name their features. */
function orderProblems(model: OnnxModel, expected: ModelExpectation): readonly Problem[] {
  const features = featuresOf(model) ?? [];
  if (features.length !== expected.features?.length) return [];
  return features.flatMap((name, at) => (name === expected.features![at] ? [] : [{ path: `/features/${at}`, message: `is ${name}; ${expected.features![at]} will be given` }]));
}

function wiringProblems(graph: OnnxGraph): readonly Problem[] {
  const problems: Problem[] = [];
  const made = new Set([...graph.inputs, ...graph.initializers].map((value) => value.name));
  for (const node of graph.nodes) {
    const path = `/graph/${node.name || node.op}`;
    for (const input of node.inputs) if (input !== '' && !made.has(input)) problems.push({ path, message: `reads ${input}, which nothing before it makes` });
    for (const output of node.outputs) {
      if (output !== '' && made.has(output)) problems.push({ path, message: `makes ${output} a second time` });
      made.add(output);
    }
  }
  for (const output of graph.outputs) if (!made.has(output.name)) problems.push({ path: `/outputs/${output.name}`, message: 'is made by no operator' });
  return problems;
}

const allTensors = (graph: OnnxGraph): readonly OnnxTensor[] => [
  ...graph.initializers,
  ...graph.nodes.flatMap((node) => node.attributes.flatMap((attribute) => [...(attribute.tensor ? [attribute.tensor] : []), ...attribute.tensors])),
];

function tensorProblems(tensor: OnnxTensor): readonly Problem[] {
  const path = `/weights/${tensor.name}`;
  if (tensor.location !== 0 || tensor.external.length > 0) return [{ path, message: 'is kept in another file; export it inside the model' }];
  const elements = tensor.dims.reduce((product, size) => product * size, 1);
  if (tensor.dims.some((size) => size < 0)) return [{ path, message: `has the impossible shape [${tensor.dims.join(', ')}]` }];
  const bytes = ELEMENT_BYTES.get(tensor.type);
  if (tensor.raw !== undefined && bytes !== undefined && tensor.raw.length !== elements * bytes)
    return [{ path, message: `has ${tensor.raw.length} bytes for ${elements} elements of ${bytes}` }];
  const listed = tensor.type === 1 ? tensor.floats.length : tensor.type === 11 ? tensor.doubles.length : undefined;
  if (tensor.raw === undefined && listed !== undefined && listed !== elements) return [{ path, message: `has ${listed} elements for a shape of ${elements}` }];
  return [];
}
