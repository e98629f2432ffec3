import { ATTRIBUTE_TYPE, ELEMENT_TYPE, encodeOnnx, type OnnxAttribute, type OnnxNode, type OnnxTensor, type OnnxValue } from './onnx-format.ts';
import type { Link } from './tree-ensemble.ts';

/** What a model says about itself beside its numbers. */
export interface ModelDescription {
  /** The input's columns, in order. */
  readonly features: readonly string[];
  readonly link: Link;
  /** Of a softmax, the classes in the order of its probabilities. */
  readonly classes?: readonly string[];
  /** More facts to carry in the file, such as the dataset version; keys that start with `capstan.` are ours. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The metadata member that holds the features' names as a JSON array. */
export const FEATURES_KEY = 'capstan.features';

/** The metadata member that holds the classes' names as a JSON array. */
export const CLASSES_KEY = 'capstan.classes';

const LAST = { logistic: { op: 'Sigmoid', output: 'probability' }, softmax: { op: 'Softmax', output: 'probabilities' }, identity: { op: null, output: 'value' } } as const;

/**
 * Joins steps into a model: each takes the output of the one before in place of an empty input name, a Sigmoid is added
 * for the logistic link, a Softmax for several classes. ONNX operator set 17 and ai.onnx.ml 3, which every runtime since 2022 reads.
 */
export function buildModel(about: ModelDescription & { readonly steps: readonly OnnxNode[]; readonly initializers: readonly OnnxTensor[] }): Uint8Array {
  const { op, output } = LAST[about.link];
  const steps = op === null ? about.steps : [...about.steps, node(op, { inputs: [''] })];
  const { classes } = about;
  const nodes = steps.map((step, at): OnnxNode => ({
    ...step,
    name: step.op,
    inputs: step.inputs.map((name) => name || `step${at}`),
    outputs: [at === steps.length - 1 ? output : `step${at + 1}`],
  }));
  const metadata = { ...about.metadata, [FEATURES_KEY]: JSON.stringify(about.features), ...(classes && { [CLASSES_KEY]: JSON.stringify(classes) }) };
  return encodeOnnx({
    irVersion: 8,
    producerName: 'capstan',
    producerVersion: '',
    graph: {
      nodes,
      name: 'capstan',
      initializers: about.initializers,
      inputs: [floatMatrix('features', about.features.length)],
      outputs: [floatMatrix(output, classes?.length ?? 1)],
      sparse: [],
    },
    opsets: [
      { domain: '', version: 17 },
      { domain: 'ai.onnx.ml', version: 3 },
    ],
    metadata: Object.entries(metadata)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
    functions: [],
  });
}

/** One operator; an empty input name stands for what the step before gives. */
export const node = (op: string, about: { domain?: string; inputs: readonly string[]; attributes?: readonly OnnxAttribute[] }): OnnxNode => ({
  op,
  domain: about.domain ?? '',
  name: '',
  inputs: about.inputs,
  outputs: [],
  attributes: about.attributes ?? [],
});

type AttributeValue = Partial<Pick<OnnxAttribute, 'int' | 'text' | 'floats' | 'ints' | 'texts'>>;

/** One attribute of an operator, of the type of the one member given. */
export function attribute(name: string, value: AttributeValue): OnnxAttribute {
  const kind = Object.keys(value)[0] as keyof typeof ATTRIBUTE_TYPE;
  return { ...EMPTY_ATTRIBUTE, ...value, name, type: ATTRIBUTE_TYPE[kind] };
}

const EMPTY_ATTRIBUTE: OnnxAttribute = {
  name: '',
  float: undefined,
  int: undefined,
  text: undefined,
  tensor: undefined,
  graph: undefined,
  floats: [],
  ints: [],
  texts: [],
  tensors: [],
  graphs: [],
  type: 0,
};

const floatMatrix = (name: string, columns: number): OnnxValue => ({
  name,
  type: {
    tensor: {
      type: ELEMENT_TYPE.float,
      shape: {
        dims: [
          { size: undefined, symbol: 'N' },
          { size: columns, symbol: '' },
        ],
      },
    },
    sequence: undefined,
    map: undefined,
  },
});
