import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestMeans } from '../../../test/fixtures/make-candidate.ts';
import { seededRandom } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { columnsOf, evaluateTable } from './evaluate-table.ts';
import type { EvaluationOrder } from './evaluation-order.ts';
import { readEvaluated } from './read-predictions.store.ts';

let means: Means & { close(): Promise<void> };

beforeAll(async () => {
  means = await openTestMeans();
});
afterAll(async () => {
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

type Rows = readonly (readonly (string | number | boolean | null)[])[];

/** Measures rows that are written out as SQL values, beside others that say how to estimate. */
async function evaluate(columns: readonly string[], rows: Rows, order: EvaluationOrder, reference?: { readonly columns: readonly string[]; readonly rows: Rows }) {
  const read = await readEvaluated(
    means.columns,
    { name: 'predictions.csv', table: sqlOf(columns, rows), ...(reference && { reference: { name: 'reference.csv', table: sqlOf(reference.columns, reference.rows) } }) },
    columnsOf(order),
  );
  return evaluateTable(read.table, order, read.reference);
}

function sqlOf(columns: readonly string[], rows: Rows): string {
  const sql = (value: string | number | boolean | null): string => (typeof value === 'string' ? `'${value}'` : String(value));
  return `(SELECT * FROM (VALUES ${rows.map((row) => `(${row.map(sql).join(', ')})`).join(', ')}) AS v(${columns.join(', ')}))`;
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

  it('are estimated from the labelled rows of another table, and need no labels then', async () => {
    const labelled = { columns: ['p', 'label', 'origin', 'number'], rows: binaryRows.filter((row) => row[1] !== null) };
    const order = { task: 'binary', label: 'label', score: 'p', positive: 'late' } as const;
    const bare = binaryRows.slice(0, 400).map(([p, , origin, number]) => [p, origin, number]);
    const told = await evaluate(['p', 'origin', 'number'], bare, { ...order, by: 'origin' }, labelled);
    expect(told).toMatchObject({ labelled: 0, left: 0, classes: ['punctual', 'late'], estimated: { rows: 400, refusal: null } });
    await expect(evaluate(['p', 'origin', 'number'], bare, order)).rejects.toThrow(/predictions.csv has no column label/);
    const classes = { task: 'multiclass', label: 'label', score: 'late=p, punctual=q' } as const;
    const both = (rows: Rows): Rows => rows.map(([p, ...rest]) => [p!, 1 - Number(p), ...rest]);
    const known = { columns: ['p', 'q', 'label', 'origin', 'number'], rows: both(labelled.rows) };
    expect(await evaluate(['p', 'q', 'origin', 'number'], both(bare), classes, known)).toMatchObject({ estimated: { rows: 400, refusal: null } });

    const numbers = (rows: number): Rows => Array.from({ length: rows }, (_, i) => [i, 10 + random.normal(), i % 2 === 0 ? 'a' : 'b']);
    const answered = { columns: ['id', 'said', 'kind', 'y'], rows: numbers(400).map((row) => [...row, Number(row[1]) + random.normal()]) };
    const regression = { task: 'regression', label: 'y', score: 'said' } as const;
    const estimated = await evaluate(['id', 'said', 'kind'], numbers(300), regression, answered);
    expect(estimated.estimated).toMatchObject({ rows: 300, refusal: null, metrics: [{ metric: 'mae' }, { metric: 'rmse' }, { metric: 'mse' }, { metric: 'bias' }, {}, {}, {}] });
    await expect(evaluate(['id', 'said', 'kind'], numbers(300), { ...regression, features: 'kind, size' }, answered)).rejects.toThrow(/has no column size/);
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
