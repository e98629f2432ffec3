import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadModel, verifyModel } from '../../src/model/index.ts';

interface Golden {
  readonly features: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly rowsWithGaps: readonly (readonly (number | null)[])[];
  readonly expected: Readonly<Record<string, { readonly gaps: boolean; readonly scores: readonly number[] }>>;
}

const golden = JSON.parse(readFileSync(new URL('sklearn-pipelines.json', import.meta.url), 'utf8')) as Golden;
const { features } = golden;
const COMPILED = ['scaled-logistic', 'imputed-forest', 'robust-boosting', 'minmax-forest', 'open-width'];

describe.each(Object.entries(golden.expected))('the pipeline %s', (name, { gaps, scores }) => {
  const bytes = readFileSync(new URL(`models/pipeline-${name}.onnx`, import.meta.url));
  const rows = Float32Array.from((gaps ? golden.rowsWithGaps : golden.rows).flat(), (value) => value ?? Number.NaN);

  it.each([{}, { thread: 'own' }, { runtime: 'onnxruntime' }] as const)('gives the scores of scikit-learn (%j)', async (options) => {
    expect(verifyModel(bytes, { features })).toEqual([]);
    const model = await loadModel(bytes, { ...options, features });
    expect(model.runtime).toBe(COMPILED.includes(name) && !('runtime' in options) ? 'compiled' : 'onnxruntime');
    const given = await model.predictBatch(rows, scores.length);
    await model.close();
    expect(given.reduce((worst, score, row) => Math.max(worst, Math.abs(score - scores[row]!)), 0)).toBeLessThanOrEqual(1e-6);
  });
});

describe('a model with an input for each column', () => {
  const bytes = readFileSync(new URL('models/pipeline-by-column.onnx', import.meta.url));

  it('is given them by their names, whatever their order', async () => {
    const turned = features.toReversed();
    const model = await loadModel(bytes, { features: turned });
    const rows = Float32Array.from(golden.rows.slice(0, 5).flatMap((row) => row.toReversed()));
    expect((await model.predictBatch(rows, 5))[4]).toBeCloseTo(golden.expected['by-column']!.scores[4]!, 6);
    await model.close();
  });

  it('is refused when a feature is missing or unknown', () => {
    expect(verifyModel(bytes, { features: ['a', 'b', 'c', 'x'] }).map((problem) => `${problem.path} ${problem.message}`)).toEqual([
      '/inputs/d is no feature; a, b, c, x will be given',
      '/inputs do not take x',
    ]);
  });
});

it('needs to know the features where the model leaves their number open', async () => {
  const bytes = readFileSync(new URL('models/pipeline-open-width.onnx', import.meta.url));
  await expect(loadModel(bytes)).rejects.toMatchObject({ code: 'MODEL_UNSUITABLE', message: expect.stringContaining('does not fix the number of features') as string });
});
