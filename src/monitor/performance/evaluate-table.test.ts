import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestMeans } from '../../../test/fixtures/make-candidate.ts';
import { seededRandom } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { columnsOf, evaluateTable } from './evaluate-table.ts';
import type { EvaluationOrder } from './evaluation-order.ts';
import { readPredictions } from './read-predictions.store.ts';

let means: Means & { close(): Promise<void> };

beforeAll(async () => {
  means = await openTestMeans();
});
afterAll(async () => {
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

/** Measures rows that are written out as SQL values. */
async function evaluate(columns: readonly string[], rows: readonly (readonly (string | number | boolean | null)[])[], order: EvaluationOrder) {
  const sql = (value: string | number | boolean | null): string => (typeof value === 'string' ? `'${value}'` : String(value));
  const table = `(SELECT * FROM (VALUES ${rows.map((row) => `(${row.map(sql).join(', ')})`).join(', ')}) AS v(${columns.join(', ')}))`;
  return evaluateTable(await readPredictions(means.columns, { name: 'predictions.csv', table }, columnsOf(order)), order);
}

const random = seededRandom('evaluate');
const binaryRows = Array.from({ length: 900 }, (_, i) => {
  const p = random.next();
  const late = random.next() < p ? 'late' : 'punctual';
  return [p, i % 3 === 2 ? null : late, i % 2 === 0 ? 'ATL' : 'ORD', i] as const;
});

describe('predictions in a table', () => {
  it('of two labels are measured whole and by segment, and estimated where there is no label', async () => {
    const order = { task: 'binary', label: 'label', score: 'p', positive: 'late', by: 'origin, number' } as const;
    const told = await evaluate(['p', 'label', 'origin', 'number'], [...binaryRows, [null, 'late', 'ATL', 1]], order);
    expect(told).toMatchObject({ labelled: 600, left: 1, classes: ['punctual', 'late'], estimated: { rows: 300, refusal: null }, calibration: { slope: { metric: 'slope' } } });
    expect(told.segments.map(({ column, value, rows }) => [column, value, rows])).toEqual([
      [null, null, 600],
      ['origin', 'ATL', 300],
      ['origin', 'ORD', 300],
      ...['225 to below 450', '450 to below 676', '675', 'below'].map(() => ['number', expect.any(String), 150]),
    ]);
    const [whole] = told.segments;
    const area = whole!.metrics.find((one) => one.metric === 'auc')!;
    const estimated = told.estimated!.metrics.find((one) => one.metric === 'auc')!;
    expect(area.value).toBeGreaterThan(0.75);
    expect(area.interval![0]).toBeLessThan(area.value!);
    expect(Math.abs(estimated.value! - area.value!)).toBeLessThan(0.1);
    expect(told.calibration!.bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(600);
  });

  it('of several classes have a confusion, with scores or without', async () => {
    const classes = ['a', 'b', 'c'];
    const rows = Array.from({ length: 600 }, (_, i) => {
      const odds = classes.map((_, k) => Math.exp(random.normal() + (k === i % 3 ? 1 : 0)));
      const sum = odds.reduce((total, odd) => total + odd, 0);
      const best = odds.indexOf(Math.max(...odds));
      return [i < 450 ? classes[i % 3]! : null, classes[best]!, ...odds.map((odd) => odd / sum)];
    });
    const columns = ['label', 'said', 'pa', 'pb', 'pc'];
    const scored = await evaluate(columns, rows, { task: 'multiclass', label: 'label', score: 'a=pa, b=pb, c=pc' });
    const said = await evaluate(columns, rows, { task: 'multiclass', label: 'label', predicted: 'said' });
    expect(scored.confusion).toEqual(said.confusion);
    expect(scored.segments.map((segment) => segment.value)).toEqual([null, 'a', 'b', 'c']);
    expect(said.segments[0]!.metrics.find((one) => one.metric === 'auc')).toEqual({ metric: 'auc', value: null, interval: null });
    expect(scored.estimated).toMatchObject({ rows: 150, refusal: null });
    expect(said.estimated).toBeNull();
    await expect(evaluate(columns, rows, { task: 'multiclass', label: 'label', score: 'a=pa,b=pb' })).rejects.toThrow(/no score is given for the class c/);
  });

  it('of numbers and of rankings', async () => {
    const numbers = Array.from({ length: 100 }, (_, i) => [i, i + random.normal(), i === 0 ? null : 1]);
    expect((await evaluate(['y', 'said', 'w'], numbers, { task: 'regression', label: 'y', score: 'said' })).segments[0]).toMatchObject({
      rows: 100,
      metrics: [{ metric: 'mae' }, { metric: 'rmse' }, { metric: 'bias' }, { metric: 'r2' }, { metric: 'mape', value: null }, { metric: 'pinball' }],
    });
    const ranked = Array.from({ length: 80 }, (_, i) => [`query ${i % 10}`, random.next(), i < 70 ? random.int(3) : 0]);
    expect((await evaluate(['q', 's', 'r'], ranked, { task: 'ranking', label: 'r', score: 's', group: 'q', k: 5 })).segments[0]).toMatchObject({
      groups: 10,
      metrics: [{ metric: 'ndcg' }, {}, {}, {}],
    });
  });

  it('say what they lack', async () => {
    const row = [[0.5, 1, 'a']];
    const columns = ['p', 'label', 'c'];
    await expect(evaluate(columns, row, { task: 'binary', label: 'label', score: 'q' })).rejects.toThrow(/predictions.csv has no column q/);
    await expect(evaluate(columns, row, { task: 'binary', label: 'label' })).rejects.toThrow(/names no column of scores/);
    await expect(evaluate(columns, row, { task: 'ranking', label: 'label', score: 'p' })).rejects.toThrow(/which rows belong together/);
    const three = ['x', 'y', 'z'].map((name) => [0.5, name, 'a']);
    await expect(evaluate(columns, three, { task: 'binary', label: 'label', score: 'p' })).rejects.toThrow(/label holds 3 labels, x, y, z/);
    expect((await evaluate(columns, [[0.5, null, 'a']], { task: 'binary', label: 'label', score: 'p' })).estimated).toMatchObject({ rows: 1, refusal: 'single_class' });
  });
});
