import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Interval, isCapstanError } from '../kernel/index.ts';
import { type Means, openMeans } from '../store/index.ts';
import { openSource } from './open-source.store.ts';
import { createDataRoom, dataMigrations, type DataRoom, dataset, type DatasetVersion, integer, number, parquet, string, timestamp } from './index.ts';

const flights = dataset({
  source: parquet({
    package: 'vega-datasets',
    file: 'data/flights-3m.parquet',
    select: { flight: 'file_row_number', departure: 'date', late: '(delay > 15)::INTEGER', known_at: 'date + to_minutes((30 + distance / 8 + delay)::BIGINT)' },
  }),
  contract: {
    columns: {
      flight: integer({ unique: true }),
      departure: timestamp(),
      delay: number({ min: -300, max: 2_000 }),
      distance: number({ min: 0 }),
      origin: string({ pattern: '[A-Z]{3}' }),
      destination: string({ pattern: '[A-Z]{3}' }),
      late: integer({ min: 0, max: 1 }),
      known_at: timestamp(),
    },
    conditions: [{ name: 'goes somewhere', expression: 'origin != destination', severity: 'warn' }],
    policy: 'drop',
  },
  key: 'flight',
  eventAt: 'departure',
  label: { column: 'late', knownAt: 'known_at' },
});

const month = (n: number): Interval => ({ from: Date.UTC(2001, n - 1, 1), to: Date.UTC(2001, n, 1) });
const root = fileURLToPath(new URL('../../', import.meta.url));
const open: { close(): Promise<void> }[] = [];
const folders: string[] = [];

async function openRoom(datasets = { flights }): Promise<{ means: Means; room: DataRoom }> {
  const folder = await mkdtemp(join(tmpdir(), 'data-'));
  const means = await openMeans({ project: 'test', folder, migrations: dataMigrations });
  folders.push(folder);
  open.push(means);
  return { means, room: createDataRoom(means, { datasets, root }) };
}

afterAll(async () => {
  for (const means of open) await means.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

describe('half a million real flights a month', () => {
  let means: Means;
  let room: DataRoom;
  let january: DatasetVersion;
  let february: DatasetVersion;
  beforeAll(async () => {
    ({ means, room } = await openRoom());
    january = await room.ingest('flights', { interval: month(1), actor: 'tester' });
    february = await room.ingest('flights', { interval: month(2), parent: january.id });
  });

  it('become an immutable version with a profile', async () => {
    expect(january.rows).toBe(508_239);
    expect(january.contract).toMatchObject({ rows: 508_239, dropped: 0, verdict: 'passed', failures: [] });
    const profile = await room.profile(january.id);
    expect(profile.columns.find((column) => column.name === 'origin')).toMatchObject({
      distinct: 223,
      nulls: 0,
      top: expect.arrayContaining([{ value: 'ORD', count: 27_692 }]) as unknown,
    });
  });

  it('February joins as a second version: exactly two impossible delays are found, shown and set aside', async () => {
    expect(february.number).toBe(2);
    expect(february.parent).toBe(january.id);
    expect(february.manifest.parts).toHaveLength(2);
    expect(february.manifest.parts[0]).toEqual(january.manifest.parts[0]);
    expect(february.contract.dropped).toBe(2);
    expect(february.contract.verdict).toBe('warned');
    const [failure, ...others] = february.contract.failures;
    expect(others).toEqual([]);
    expect(failure).toMatchObject({ column: 'delay', reason: 'out_of_range', severity: 'error', rows: 2 });
    expect(new Set(failure!.examples.map((row) => row['delay']))).toEqual(new Set([-1116, -953]));
    expect(new Set((await room.quarantinedRows(february.id)).map((row) => row['delay']))).toEqual(new Set([-1116, -953]));
    expect(february.manifest.parts[1]!.rows).toBe(february.contract.rows - 2);
  });

  it('the same input gives the same version, without a second record, and the same id elsewhere', async () => {
    expect(await room.ingest('flights', { interval: month(1) })).toEqual(january);
    expect(await room.list('flights')).toHaveLength(2);
    expect((await means.ledger.list({ noun: 'dataset' })).map((event) => [event.from, event.to, event.actor])).toEqual([
      [null, january.id, 'tester'],
      [january.id, february.id, 'capstan'],
    ]);
    const day = { from: Date.UTC(2001, 5, 1), to: Date.UTC(2001, 5, 2) };
    const here = await room.ingest('flights', { interval: day });
    expect((await (await openRoom()).room.ingest('flights', { interval: day })).id).toBe(here.id);
  });

  it('the diff says what changed', async () => {
    const diff = await room.diff(january.id, february.id);
    expect(diff.compared).toBe('added rows with those before');
    expect(diff.rows).toEqual({ added: february.manifest.parts[1]!.rows, removed: 0, kept: 508_239 });
    expect(diff.columns).toEqual({ added: [], removed: [], changed: [] });
    expect(diff.after.failures[0]).toMatchObject({ reason: 'out_of_range', rows: 2 });
    const byName = Object.fromEntries(diff.distributions.map((column) => [column.name, column]));
    expect(byName).not.toHaveProperty('flight'); // the key
    expect(byName['late']!.kolmogorov).toBeCloseTo(byName['late']!.mean.after! - byName['late']!.mean.before!, 10);
    expect(byName['distance']!.totalVariation).toBeLessThan(0.03);
    expect(byName['delay']!.totalVariation).toBeGreaterThan(byName['distance']!.totalVariation);
    expect(byName['delay']!.mean.before).toBeCloseTo(6.339, 3);
    expect(byName['origin']!.appeared.values).toBeLessThan(10);
    const back = await room.diff(february.id, january.id);
    expect(back.rows).toMatchObject({ added: 0, removed: diff.rows.added });
  });

  it('a day of the source is read for a replay without reading the half year', async () => {
    const day = { from: Date.UTC(2001, 4, 1), to: Date.UTC(2001, 4, 2) };
    const all = await room.sourceRows('flights', { interval: day });
    expect(all.rows).toBeGreaterThan(10_000);
    const at = all.columns['departure'] as Float64Array;
    expect([...at].every((value, i) => value >= day.from && value < day.to && (i === 0 || value >= at[i - 1]!))).toBe(true);
    const tenth = await room.sourceRows('flights', { interval: day, sample: { fraction: 0.1, seed: 1 } });
    expect(tenth.rows / all.rows).toBeGreaterThan(0.085);
    expect(tenth.rows / all.rows).toBeLessThan(0.115);
    const longer = await room.sourceRows('flights', { interval: { ...day, to: Date.UTC(2001, 4, 3) }, sample: { fraction: 0.1, seed: 1 } });
    expect(longer.columns['flight']!.slice(0, tenth.rows)).toEqual(tenth.columns['flight']);
  });

  it('an interval of event time reaches the Parquet file as a filter on its own column, so that row groups are skipped', async () => {
    const path = join(root, 'node_modules/vega-datasets/data/flights-3m.parquet');
    const source = await openSource(means.columns, flights, { name: 'flights', path });
    const plan = await means.columns.query<{ explain_value: string }>(`EXPLAIN (FORMAT json) SELECT * FROM ${source.rowsOf(month(3))}`);
    expect(plan[0]!.explain_value).toContain("date>='2001-03-01 00:00:00'::TIMESTAMP AND date<'2001-04-01 00:00:00'::TIMESTAMP");
  });

  it('refuses an interval that the parent holds, one without rows, and a failing contract under the policy stop', async () => {
    const codeOf = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'none',
        (error: unknown) => (isCapstanError(error) ? error.code : String(error)),
      );
    expect(await codeOf(room.ingest('flights', { interval: month(2), parent: february.id }))).toBe('DATA_INTERVAL_TAKEN');
    expect(await codeOf(room.ingest('flights', { interval: { from: 0, to: 1000 } }))).toBe('DATA_INTERVAL_EMPTY');
    expect(await codeOf(room.ingest('flights', { interval: { from: 5, to: 5 } }))).toBe('DATA_INTERVAL_INVALID');
    const strict = { ...flights, contract: { ...flights.contract, policy: 'stop' as const } };
    const { room: other } = await openRoom({ flights: strict });
    const error: unknown = await other.ingest('flights', { interval: { from: Date.UTC(2001, 1, 20), to: month(2).to } }).catch((thrown: unknown) => thrown);
    expect(isCapstanError(error, 'DATA_CONTRACT_FAILED')).toBe(true);
    expect((error as Error).message).toContain('delay lies outside -300 … 2000: 2 of');
    expect(await other.list('flights')).toEqual([]);
  });
});
