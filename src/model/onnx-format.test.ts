import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCapstanError } from '../kernel/index.ts';
import { encodeTreeEnsemble } from './encode-tree-ensemble.ts';
import { inspectModel } from './inspect-model.ts';
import { decodeOnnx, encodeOnnx, type OnnxGraph, type OnnxModel } from './onnx-format.ts';
import { makeStump } from '../../test/fixtures/make-stump.ts';
import { verifyModel } from './verify-model.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const integer = fc.maxSafeInteger();
const float = fc.float();
const bytes = fc.uint8Array({ maxLength: 20 });
const few = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 2 });
const maybe = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(item, { nil: undefined });
const entry = fc.record({ key: text, value: text });
const tensor = fc.record({
  dims: few(integer),
  type: integer,
  floats: few(float),
  name: text,
  raw: maybe(bytes),
  doubles: few(fc.double()),
  external: few(entry),
  location: integer,
});
const dimension = fc.record({ size: maybe(integer), symbol: text });
const tensorType = fc.record({ type: integer, shape: maybe(fc.record({ dims: few(dimension) })) });
const value = fc.record({ name: text, type: maybe(fc.record({ tensor: maybe(tensorType), sequence: maybe(bytes), map: maybe(bytes) })) });

const { graph } = fc.letrec<{ graph: OnnxGraph; inner: OnnxGraph | undefined }>((tie) => ({
  inner: fc.option(tie('graph'), { nil: undefined, depthSize: 'small', maxDepth: 1 }),
  graph: fc.record({
    nodes: few(
      fc.record({
        inputs: few(text),
        outputs: few(text),
        name: text,
        op: text,
        domain: text,
        attributes: few(
          fc.record({
            name: text,
            float: maybe(float),
            int: maybe(integer),
            text: maybe(text),
            tensor: maybe(tensor),
            graph: tie('inner'),
            floats: few(float),
            ints: few(integer),
            texts: few(text),
            tensors: few(tensor),
            graphs: fc.constant([]),
            type: integer,
          }),
        ),
      }),
    ),
    name: text,
    initializers: few(tensor),
    inputs: few(value),
    outputs: few(value),
    sparse: few(bytes),
  }),
}));
const model: fc.Arbitrary<OnnxModel> = fc.record({
  irVersion: integer,
  producerName: text,
  producerVersion: text,
  graph,
  opsets: few(fc.record({ domain: text, version: integer })),
  metadata: few(entry),
  functions: few(bytes),
});

const sample = encodeTreeEnsemble({ trees: [makeStump(0, 0.5), makeStump(1, -1)], baseScore: 0.25 }, { features: ['a', 'b'], link: 'logistic' });

/** What reading and verifying bytes does: nothing, or an error of this room. Anything else is a fault. */
function survives(from: Uint8Array): boolean {
  verifyModel(from);
  try {
    inspectModel(from);
  } catch (error) {
    if (!isCapstanError(error, 'MODEL_NOT_ONNX')) throw error;
  }
  return true;
}

describe('the ONNX codec', () => {
  it('gives back every message that it writes, and the same bytes for the same message', () => {
    fc.assert(
      fc.property(model, (given) => {
        const written = encodeOnnx(given);
        expect(decodeOnnx(written)).toEqual(given);
        expect(encodeOnnx(decodeOnnx(written))).toEqual(written);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('names random bytes as no model', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives), { numRuns: 500, seed: 2 });
  });

  it('survives a model with any byte changed or any tail cut off', () => {
    for (let at = 0; at < sample.length; at++) {
      survives(sample.subarray(0, at));
      for (const change of [1, 0x80, 0xff]) {
        const damaged = sample.slice();
        damaged[at]! ^= change;
        survives(damaged);
      }
    }
  });

  it('refuses an empty file, lengths beyond the end, endless numbers, groups and bottomless nesting', () => {
    const refused = (given: number[] | Uint8Array): unknown =>
      expect(() => decodeOnnx(Uint8Array.from(given))).toThrowError(expect.objectContaining({ code: 'MODEL_NOT_ONNX' }) as Error);
    refused([]);
    refused([0x3a, 0x05]);
    refused([0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    refused([0x08, ...Array<number>(11).fill(0xff)]);
    refused([0x0b, 0x0c]);
    let nested = new Uint8Array();
    for (let depth = 0; depth < 300; depth++) {
      // graph { node { attribute { g { node { attribute { g … : field 7, then 1, 5 and 6 again and again
      const field = depth === 299 ? 7 : [5, 1, 6][depth % 3]!;
      const size = nested.length;
      nested = Uint8Array.from([field * 8 + 2, (size & 127) | 128, ((size >> 7) & 127) | 128, (size >> 14) & 127, ...nested]);
    }
    refused(nested);
  });
});
