import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openColumns } from '../../store/index.ts';
import { binEdges, binOf } from './bin-edges.ts';
import { boolean, nullable, number, string, timestamp } from '../columns.ts';
import { profileTable } from './profile-table.store.ts';
import { profileValues } from './profile-values.ts';
import { parquetTable } from '../table-sql.store.ts';

const folder = mkdtempSync(join(tmpdir(), 'profile-'));
const store = openColumns();
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const about = { x: nullable(number()), name: nullable(string()), at: timestamp(), yes: boolean() };
const SOURCE = `SELECT CASE WHEN i % 10 = 0 THEN NULL WHEN i % 10 = 1 THEN CAST('NaN' AS DOUBLE) WHEN i % 7 = 0 THEN 0.1 ELSE sin(i) END AS x, CASE WHEN i % 9 = 0 THEN NULL ELSE 'n' || (i % 700) END AS name,
  TIMESTAMP '1969-12-31 23:59:30' + to_minutes(i * 17) AS at, i % 3 = 0 AS yes FROM range(5000) AS r(i)`;

describe('profileTable', () => {
  it('is the profile of the values, to the last bit whatever the order of rows, and plain JSON', async () => {
    const paths = [join(folder, 'a.parquet'), join(folder, 'b.parquet')];
    await store.copyToParquet(SOURCE, paths[0]!);
    await store.copyToParquet(`SELECT * FROM (${SOURCE}) ORDER BY hash(name), x`, paths[1]!);
    const [first, second] = [await profileTable(store, parquetTable([paths[0]!]), about), await profileTable(store, parquetTable([paths[1]!]), about)];
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    const { columns } = await store.columnsOf(`SELECT x, name, "at", yes FROM (${SOURCE})`);
    expect(first.columns).toEqual(Object.entries(about).map(([name, { kind }], i) => profileValues({ name, kind, values: columns[i]! })));
    const [x, name, at] = first.columns;
    expect(x).toMatchObject({ rows: 5000, nulls: 1000, top: expect.arrayContaining([expect.objectContaining({ value: '0.1' })]) as unknown });
    expect(name).toMatchObject({ distinct: 700, min: null, edges: [] });
    expect(name!.top).toHaveLength(512);
    expect(at!.min).toBeGreaterThanOrEqual(0);
    expect(at!.max).toBeLessThan(1440);
  });

  it('of no rows is empty', async () => {
    const empty = await profileTable(store, `(${SOURCE} LIMIT 0)`, about);
    expect(empty.rows).toBe(0);
    expect(empty.columns[0]).toMatchObject({ nulls: 0, min: null, mean: null, sd: null, edges: [], counts: [0], top: [] });
  });

  it('leaves infinities out of the moments and counts them in the outer bins', () => {
    expect(profileValues({ name: 'x', kind: 'number', values: [-Infinity, 1, 2, 3, Infinity] })).toMatchObject({
      min: 1,
      max: 3,
      mean: 2,
      sd: 1,
      nulls: 0,
      counts: [1, 1, 1, 1, 1],
    });
  });
});

describe('binEdges', () => {
  it('gives a value that holds 5 % a bin of its own', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const counts = values.map((value) => (value === 40 ? 30 : 1));
    const edges = binEdges({ values, counts });
    expect(edges).toContain(40);
    expect(edges).toContain(41);
  });

  it('makes at most 20 bins, ascending, none empty, and none above 10 % that could be split', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 200 }).chain((values) =>
      fc.record({
        values: fc.constant([...values].sort((a, b) => a - b)),
        counts: fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 500 })), { minLength: values.length, maxLength: values.length }),
      }),
    );
    fc.assert(
      fc.property(distinct, ({ values, counts }) => {
        const edges = binEdges({ values, counts });
        expect(edges.length).toBeLessThanOrEqual(19);
        expect([...edges].sort((a, b) => a - b)).toEqual(edges);
        const bins = edges.concat(0).map(() => 0);
        const members = edges.concat(0).map(() => 0);
        values.forEach((value, i) => {
          bins[binOf(edges, value)]! += counts[i]!;
          members[binOf(edges, value)]!++;
        });
        const total = counts.reduce((a, b) => a + b, 0);
        bins.forEach((rows, i) => {
          expect(rows).toBeGreaterThan(0);
          if (members[i]! > 1) expect(rows).toBeLessThanOrEqual(total * 0.2);
        });
      }),
      { seed: 11 },
    );
  });
});
