import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { inspectModel, verifyModel } from '../../model/index.ts';
import { gradientBoosting, logisticRegression, type OwnTrainerDefinition } from './definition.ts';
import { trainModel } from './train-model.ts';
import type { TrainingTable } from './training-table.ts';

const random = seededRandom(2);
const x = Float32Array.from({ length: 2_000 }, () => random.normal());
const labels = Uint8Array.from(x, (value) => (value + random.normal() > 0 ? 1 : 0));
const table: TrainingTable = { features: ['x'], rows: 2_000, columns: [x], labels };

describe('a trainer definition', () => {
  it('is plain JSON with the given options', () => {
    expect(gradientBoosting({ trees: 5 })).toEqual({ kind: 'gradient-boosting', options: { trees: 5 } });
    expect(JSON.parse(JSON.stringify(logisticRegression()))).toEqual({ kind: 'logistic-regression', options: {} });
  });

  it('names all its problems at once', () => {
    const wrong = { trees: 0, leaves: 1, learningRate: 'fast', depth: 3 } as unknown as { trees: number };
    try {
      gradientBoosting(wrong);
      expect.unreachable();
    } catch (error) {
      const { code, facts } = error as { code: string; facts: { problems: readonly { path: string }[] } };
      expect(code).toBe('SCHEMA_INVALID');
      expect(facts.problems.map((problem) => problem.path)).toEqual(expect.arrayContaining(['', '/leaves', '/learningRate', '/trees']));
    }
  });

  it('of an unknown kind is refused', async () => {
    await expect(trainModel({ kind: 'magic', options: {} } as unknown as OwnTrainerDefinition, table)).rejects.toMatchObject({ code: 'SCHEMA_INVALID' });
    await expect(trainModel(null as unknown as OwnTrainerDefinition, table)).rejects.toMatchObject({ code: 'SCHEMA_INVALID' });
  });
});

describe('trainModel', () => {
  it.each([gradientBoosting({ trees: 20 }), logisticRegression()])('gives a sound model, the same bytes each time, and a summary ($kind)', async (definition) => {
    const first = await trainModel(definition, table, { validation: table, seed: 3 });
    const second = await trainModel(JSON.parse(JSON.stringify(definition)) as OwnTrainerDefinition, table, { validation: table, seed: 3 });
    expect(second).toEqual(first);
    expect(verifyModel(first.onnx, { features: ['x'] })).toEqual([]);
    expect(inspectModel(first.onnx).metadata['capstan.trainer']).toBe(JSON.stringify(definition));
    expect(first.summary).toMatchObject({ trainer: definition, seed: 3, features: ['x'], rows: 2_000, validationRows: 2_000, modelBytes: first.onnx.length });
    expect(first.summary.validationLoss).toBeCloseTo(first.summary.trainLoss!, 6);
    expect(first.summary.trainLoss).toBeLessThan(0.55);
  });
});
