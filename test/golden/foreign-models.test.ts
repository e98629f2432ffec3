import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectModel, loadModel, verifyModel } from '../../src/model/index.ts';

interface Golden {
  readonly models: { readonly rows: string; readonly rowsWithoutGaps: string; readonly expected: Readonly<Record<string, { gaps: boolean; ops: readonly string[]; scores: readonly number[] }>> };
}

const golden = (JSON.parse(readFileSync(new URL('trainers-sklearn.json', import.meta.url), 'utf8')) as Golden).models;
const bytesOf = (name: string): Uint8Array => readFileSync(new URL(`models/${name}.onnx`, import.meta.url));
const rowsOf = (base64: string): Float32Array => new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);

const COMPILED = ['hist-gradient-boosting', 'hist-gradient-boosting-regressor', 'gradient-boosting', 'gradient-boosting-regressor', 'random-forest', 'logistic-regression', 'linear-regression', 'lightgbm'];

describe.each(Object.entries(golden.expected))('the export of %s', (name, { gaps, ops, scores }) => {
  const bytes = bytesOf(name);
  const rows = rowsOf(gaps ? golden.rows : golden.rowsWithoutGaps);

  it('is read and found sound', () => {
    const read = inspectModel(bytes);
    expect(read.width).toBe(6);
    expect(Object.values(read.ops).reduce((sum, count) => sum + count, 0)).toBe(ops.length);
    expect(verifyModel(bytes)).toEqual([]);
  });

  it.each(['auto', 'onnxruntime'] as const)('gives the scores of the library that made it (%s)', async (runtime) => {
    const model = await loadModel(bytes, { runtime });
    expect(model.runtime).toBe(runtime === 'auto' && COMPILED.includes(name) ? 'compiled' : 'onnxruntime');
    const given = await model.predictBatch(rows, scores.length);
    await model.close();
    expect(given.reduce((worst, score, row) => Math.max(worst, Math.abs(score - scores[row]!)), 0)).toBeLessThanOrEqual(1e-6);
  });
});

describe('an export with zipmap on', () => {
  it('is refused with the way to mend it', async () => {
    await expect(loadModel(bytesOf('zipmap'))).rejects.toMatchObject({ code: 'MODEL_UNSUITABLE', message: expect.stringContaining('zipmap off') as string });
  });
});
