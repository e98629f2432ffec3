import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openColumns } from '../../store/index.ts';
import { binEdges, binOf } from './bin-edges.ts';
import { boolean, nullable, number, string, timestamp } from '../columns.ts';
import { countTable } from './count-table.store.ts';
import { createCounter } from './create-counter.ts';
import { mergeCounts } from './merge-counts.ts';
import { decodeProfile, encodeProfile } from './profile-bytes.ts';
import { profileNumbers } from './profile-numbers.store.ts';
import { profileTable, sketchTable } from './profile-table.store.ts';
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
    const inMemory = Object.entries(about).map(([name, { kind }], i) => profileValues({ name, kind, values: columns[i]! }));
    first.columns.forEach((column, i) => expect(column).toMatchObject(inMemory[i]!));
    const [x, name, at] = first.columns;
    expect(x).toMatchObject({ rows: 5000, nulls: 1000, top: expect.arrayContaining([expect.objectContaining({ value: '0.1' })]) as unknown });
    expect(name).toMatchObject({ distinct: 700, min: null, edges: [] });
    expect(name!.top).toHaveLength(512);
    expect(at!.min).toBeGreaterThanOrEqual(0);
    expect(at!.max).toBeLessThan(1440);
  });

  it('tells NaN, infinity, shapes, lengths and hours apart', async () => {
    const [x, name, at] = (await profileTable(store, `(${SOURCE})`, about)).columns;
    expect(x).toMatchObject({ nans: 500, infinite: 0 });
    expect(x!.quantiles).toHaveLength(7);
    expect(name).toMatchObject({ lengths: [2, 3, 4, 4, 4], shapes: [{ shape: 'a999' }, { shape: 'a99' }, { shape: 'a9' }] });
    const from = Date.UTC(1969, 11, 31, 23, 59, 30);
    expect(at!.coverage).toMatchObject({ from, to: from + 4999 * 17 * 60_000 });
    expect(Math.abs(at!.coverage!.hours / (4999 * (17 / 60)) - 1)).toBeLessThan(0.06);
  });

  it('is the same whether numbers stay in memory for the second pass or are read again', async () => {
    const columns = [...Object.entries(about).map(([name, { kind }]) => ({ name, kind })), { name: 'y', kind: 'number' as const }].filter(({ kind }) => kind !== 'string');
    const from = `(SELECT *, CASE WHEN i % 11 = 0 THEN 7.5 ELSE hash(i) % 100000 END AS y FROM (${SOURCE.replace('SELECT', 'SELECT i,').replace('range(5000)', 'range(60000)')}))`;
    const [held, again] = [await profileNumbers(store, { from, rows: 60_000, columns }), await profileNumbers(store, { from, rows: 2 ** 30, columns })];
    expect(held.find(({ profile }) => profile.name === 'y')!.profile.unlisted).toBeDefined();
    expect(again).toEqual(held);
  });

  it('of many different values has exact bins and frequent values, the same whatever the order of rows and the batches', async () => {
    const many = `SELECT CASE WHEN i % 25 = 0 THEN 13.5 WHEN i % 10 = 3 THEN -1 ELSE exp(sin(i) * 3) * (i % 977) END AS x, 'k' || CASE WHEN i % 9 < 3 THEN 'same' ELSE (i * 7919 % 60000)::VARCHAR END AS t FROM range(60000) AS r(i)`;
    const columns = { x: number(), t: string() };
    const [x, t] = (await profileTable(store, `(${many})`, columns)).columns;
    const shuffled = await profileTable(store, `(SELECT * FROM (${many}) ORDER BY hash(x, t))`, columns);
    const values = (await store.columnsOf(many)).columns[0] as Float64Array;
    const exact = profileValues({ name: 'x', kind: 'number', values });
    expect([x!.nulls, x!.min, x!.max]).toEqual([exact.nulls, exact.min, exact.max]);
    // What a program may write for nothing is listed however rare it is.
    expect(x!.top).toEqual([...exact.top.slice(0, 2), { value: '0', count: values.filter((value) => value === 0).length }]);
    expect(x!.unlisted).toBe(Math.floor(60_000 / 50));
    expect(x!.counts.reduce((a, b) => a + b, 0)).toBe(60_000);
    // Bins are as even as those of all values: 5 % each, but for what one value holds alone.
    for (const count of x!.counts) expect(count).toBeLessThan(0.11 * 60_000);
    expect(Math.abs(x!.distinct / exact.distinct - 1)).toBeLessThan(4 * 0.01625);
    expect(x!.mean! / exact.mean!).toBeCloseTo(1, 12);
    const counter = createCounter({ rows: 60_000, columns: [x!] });
    counter.addColumns(60_000, () => values);
    expect(counter.counts().columns[0]!.bins).toEqual(x!.counts);
    expect([shuffled.columns[0]!.edges, shuffled.columns[0]!.counts]).toEqual([x!.edges, x!.counts]);
    expect(shuffled.columns[0]!.top).toEqual(x!.top);
    expect(t!.top[0]).toEqual({ value: 'ksame', count: 20_001 });
    expect(Math.abs(t!.distinct / 40_000 - 1)).toBeLessThan(4 * 0.01625);
  });

  it('never tells of more different values than it has', async () => {
    const numbers = Array.from({ length: 8 }, (_, at) => `n${at}`);
    const texts = Array.from({ length: 8 }, (_, at) => `t${at}`);
    const keys = `SELECT ${[...numbers.map((name, at) => `(i * ${at + 1} + 0.5)::DOUBLE AS ${name}`), ...texts.map((name, at) => `'${at}-' || i AS ${name}`)].join(', ')} FROM range(70000) AS r(i)`;
    const columns = { ...Object.fromEntries(numbers.map((name) => [name, number()])), ...Object.fromEntries(texts.map((name) => [name, string()])) };
    const distinct = (await profileTable(store, `(${keys})`, columns)).columns.map((column) => column.distinct);
    expect(Math.max(...distinct)).toBe(70_000);
    expect(Math.min(...distinct)).toBeGreaterThan(0.95 * 70_000);
  });

  it('of more texts than are counted one by one tells those that hold a share, the same whatever the order of rows', async () => {
    const many = `SELECT CASE WHEN i % 50 = 0 THEN 'same' WHEN i % 13 = 5 THEN NULL ELSE 'id-' || (i * 7919 % 90000) END AS t FROM range(140000) AS r(i)`;
    const columns = { t: nullable(string()) };
    const [forth, back] = [await sketchTable(store, `(${many})`, columns), await sketchTable(store, `(SELECT * FROM (${many}) ORDER BY hash(t))`, columns)];
    expect(back.profile).toEqual(forth.profile);
    expect(Buffer.from(encodeProfile(back))).toEqual(Buffer.from(encodeProfile(forth)));
    const [t] = forth.profile.columns;
    expect(t!.top).toEqual([{ value: 'same', count: 2800 }]);
    const [exact] = await store.query<{ texts: number; held: number }>(`SELECT count(DISTINCT t) AS texts, count(t) AS held FROM (${many})`);
    expect(exact!.texts).toBeGreaterThan(65_536);
    expect(t!.rows - t!.nulls).toBe(exact!.held);
    expect(Math.abs(t!.distinct / exact!.texts - 1)).toBeLessThan(4 * 0.01625);
    const counts = await countTable(store, `(${many})`, forth.profile);
    expect(counts.columns[0]).toMatchObject({ rows: 140_000, missing: t!.nulls, bins: [2800], unseen: exact!.held - 2800 });
  });

  it('goes through bytes of at most 10 kB a column, sketches included; a stored JSON profile is read too', async () => {
    const sketched = await sketchTable(
      store,
      `(SELECT sin(i * i) AS x, 'n' || (i % 5000) AS name, TIMESTAMP '2001-01-01' + to_minutes(i * 7) AS at, true AS yes FROM range(30000) AS r(i))`,
      about,
    );
    const bytes = encodeProfile(sketched);
    expect(bytes.length).toBeLessThan(4 * 10_000);
    const read = decodeProfile(bytes);
    expect(read.profile).toEqual(sketched.profile);
    read.sketches.forEach((sketch, i) => {
      expect(sketch!.distinct.estimate()).toBe(sketched.sketches[i]!.distinct.estimate());
      expect(sketch!.quantiles?.quantile(0.5)).toBe(sketched.sketches[i]!.quantiles?.quantile(0.5));
    });
    expect(decodeProfile(Buffer.from(JSON.stringify(sketched.profile)))).toEqual({ profile: sketched.profile, sketches: [null, null, null, null] });
    for (let end = 0; end < bytes.length; end += 501) expect(() => decodeProfile(bytes.subarray(0, end))).toThrow(expect.objectContaining({ code: 'BYTES_MALFORMED' }));
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

describe('countTable', () => {
  it('counts in the bins of a reference, whichever way the rows are sharded: the same counts to the last one', async () => {
    const rows = `SELECT CASE WHEN i % 17 = 0 THEN NULL ELSE (i * 7919 % 10007)::DOUBLE END AS x, 'n' || (i % 900) AS name, TIMESTAMP '2001-01-01' + to_minutes(i) AS at, i % 3 = 0 AS yes FROM range(20000) AS r(i)`;
    const reference = await profileTable(store, `(SELECT * FROM (${rows}) LIMIT 9000)`, about);
    const whole = await countTable(store, `(${rows})`, reference);
    for (const shards of [2, 7]) {
      const parts = await Promise.all(
        Array.from({ length: shards }, (_, shard) =>
          countTable(store, `(SELECT x, name, "at", yes FROM (SELECT *, row_number() OVER () AS n FROM (${rows})) WHERE hash(n) % ${shards} = ${shard})`, reference),
        ),
      );
      const merged = parts.reduce(mergeCounts);
      expect(merged.rows).toBe(20_000);
      // Whole numbers: even sums are the same. Frequent values are lower bounds once more than 64 have come.
      merged.columns.forEach(({ frequent: _, ...column }, i) => {
        const { frequent, ...all } = whole.columns[i]!;
        expect(column).toEqual(all);
        const exact = (list: typeof frequent) => list.filter((one) => one.exact === true);
        expect(exact(merged.columns[i]!.frequent)).toEqual(exact(frequent));
      });
    }
  });
});
