import { modelErrors } from './model.errors.ts';
import { bytes, type Codec, double, float, integer, lazy, many, maybe, message, one, text } from './protobuf.ts';

/**
 * The messages of ONNX that Capstan reads and writes, with their field numbers from onnx/onnx-ml.proto (onnx 1.18).
 * What is not listed is passed over when reading.
 */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly graph: OnnxGraph | undefined;
  readonly opsets: readonly OnnxOpset[];
  readonly metadata: readonly OnnxEntry[];
  /** Model-local functions, unread: their presence is enough to refuse. */
  readonly functions: readonly Uint8Array[];
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly name: string;
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Sparse initializers, unread: their presence is enough to refuse. */
  readonly sparse: readonly Uint8Array[];
}

export interface OnnxNode {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name: string;
  readonly op: string;
  readonly attributes: readonly OnnxAttribute[];
  /** Empty for the standard operators, `ai.onnx.ml` for trees and linear models. */
  readonly domain: string;
}

export interface OnnxAttribute {
  readonly name: string;
  readonly float: number | undefined;
  readonly int: number | undefined;
  readonly text: string | undefined;
  readonly tensor: OnnxTensor | undefined;
  readonly graph: OnnxGraph | undefined;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly texts: readonly string[];
  readonly tensors: readonly OnnxTensor[];
  readonly graphs: readonly OnnxGraph[];
  /** Which of the members is meant: see ATTRIBUTE_TYPE. */
  readonly type: number;
}

export interface OnnxTensor {
  readonly dims: readonly number[];
  /** Element type: see ELEMENT_TYPE. */
  readonly type: number;
  readonly floats: readonly number[];
  readonly name: string;
  readonly raw: Uint8Array | undefined;
  readonly doubles: readonly number[];
  readonly external: readonly OnnxEntry[];
  /** 1 when the bytes are in another file. */
  readonly location: number;
}

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType | undefined;
}

export interface OnnxType {
  readonly tensor: OnnxTensorType | undefined;
  /** Sequence of …, unread. */
  readonly sequence: Uint8Array | undefined;
  /** Map from … to …, unread. */
  readonly map: Uint8Array | undefined;
}

export interface OnnxTensorType {
  readonly type: number;
  readonly shape: OnnxShape | undefined;
}

export interface OnnxShape {
  readonly dims: readonly OnnxDimension[];
}

export interface OnnxDimension {
  readonly size: number | undefined;
  readonly symbol: string;
}

export interface OnnxOpset {
  readonly domain: string;
  readonly version: number;
}

export interface OnnxEntry {
  readonly key: string;
  readonly value: string;
}

/** AttributeProto.AttributeType, the ones we write. */
export const ATTRIBUTE_TYPE = { float: 1, int: 2, text: 3, tensor: 4, floats: 6, ints: 7, texts: 8 } as const;

/** TensorProto.DataType by name, the ones that occur as inputs and outputs of tabular models. */
export const ELEMENT_TYPE = { float: 1, int32: 6, int64: 7, string: 8, bool: 9, double: 11 } as const;

const entry = message<OnnxEntry>({ key: one(1, text, ''), value: one(2, text, '') });
const opset = message<OnnxOpset>({ domain: one(1, text, ''), version: one(2, integer, 0) });
const dimension = message<OnnxDimension>({ size: maybe(1, integer), symbol: one(2, text, '') });
const shape = message<OnnxShape>({ dims: many(1, dimension) });
const tensorType = message<OnnxTensorType>({ type: one(1, integer, 0), shape: maybe(2, shape) });
const type = message<OnnxType>({ tensor: maybe(1, tensorType), sequence: maybe(4, bytes), map: maybe(5, bytes) });
const value = message<OnnxValue>({ name: one(1, text, ''), type: maybe(2, type) });
const tensor = message<OnnxTensor>({
  dims: many(1, integer),
  type: one(2, integer, 0),
  floats: many(4, float),
  name: one(8, text, ''),
  raw: maybe(9, bytes),
  doubles: many(10, double),
  external: many(13, entry),
  location: one(14, integer, 0),
});
const attribute = message<OnnxAttribute>({
  name: one(1, text, ''),
  float: maybe(2, float),
  int: maybe(3, integer),
  text: maybe(4, text),
  tensor: maybe(5, tensor),
  graph: maybe(
    6,
    lazy((): Codec<OnnxGraph> => graph),
  ),
  floats: many(7, float),
  ints: many(8, integer),
  texts: many(9, text),
  tensors: many(10, tensor),
  graphs: many(
    11,
    lazy((): Codec<OnnxGraph> => graph),
  ),
  type: one(20, integer, 0),
});
const node = message<OnnxNode>({
  inputs: many(1, text),
  outputs: many(2, text),
  name: one(3, text, ''),
  op: one(4, text, ''),
  attributes: many(5, attribute),
  domain: one(7, text, ''),
});
const graph: Codec<OnnxGraph> = message<OnnxGraph>({
  nodes: many(1, node),
  name: one(2, text, ''),
  initializers: many(5, tensor),
  inputs: many(11, value),
  outputs: many(12, value),
  sparse: many(15, bytes),
});
const model = message<OnnxModel>({
  irVersion: one(1, integer, 0),
  producerName: one(2, text, ''),
  producerVersion: one(3, text, ''),
  graph: maybe(7, graph),
  opsets: many(8, opset),
  metadata: many(14, entry),
  functions: many(25, bytes),
});

/** Writes a model; the same value gives the same bytes. */
export const encodeOnnx = (value: OnnxModel): Uint8Array => model.encode(value);

/** Reads a model and never more than its bytes. Throws MODEL_NOT_ONNX with the offset. */
export function decodeOnnx(from: Uint8Array): OnnxModel & { readonly graph: OnnxGraph } {
  const read = model.decode(from);
  if (!read.graph) throw modelErrors.NOT_ONNX({ reason: 'it holds no graph', offset: from.length });
  return { ...read, graph: read.graph };
}
