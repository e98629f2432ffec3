import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PredictionRecord } from '../prediction.ts';
import { decodeBatches } from './decode-batches.ts';
import { GroupEncoder } from './encode-batches.ts';

const record = (inputs: PredictionRecord['inputs'], probabilities: Readonly<Record<string, number>>): PredictionRecord => ({
  predictionId: 'p1',
  release: `sha256:${'0'.repeat(64)}`,
  arm: 'champion',
  score: 0.5,
  predicted: null,
  probabilities,
  decision: 'warn',
  rule: null,
  reason: 'because',
  violations: [],
  deployment: 'main',
  unitKey: 'u1',
  eventAt: 1,
  recordedAt: 2,
  propensity: 1,
  policyVersion: 1,
  inputs,
  features: null,
});

const names = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', ''), fc.string());
const objects = <T>(values: fc.Arbitrary<T>) => fc.array(fc.tuple(names, values), { maxLength: 6 }).map((entries) => Object.fromEntries(entries));

describe('batches of the log', () => {
  it('keep inputs and classes of any name', () => {
    fc.assert(
      fc.property(objects(fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer())), objects(fc.double({ min: 0, max: 1, noNaN: true })), (inputs, classes) => {
        const encoder = new GroupEncoder();
        encoder.add({ kind: 'predictions', first: 0, records: [record(inputs, classes)] });
        const [batch] = decodeBatches(encoder.take());
        const read = batch?.kind === 'predictions' ? batch.records[0]! : undefined;
        expect(Object.entries(read!.inputs)).toEqual(Object.entries(inputs));
        expect(Object.entries(read!.probabilities ?? {})).toEqual(Object.entries(classes));
      }),
    );
  });
});
