import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, FakeClock } from '../kernel/index.ts';
import { type Means, openMeans } from '../store/index.ts';
import { createDataRoom, csv, dataMigrations, type DataRoom, dataset, integer, number, timestamp } from './index.ts';

const START = Date.UTC(2024, 0, 1);
const MAY = { from: START, to: START + 2 * DAY };
const JUNE = { from: START + 2 * DAY, to: START + 4 * DAY };

let root: string;
let means: Means & { close(): Promise<void> };
let room: DataRoom;

/** Orders by the hour, each with its amount. */
const write = (orders: readonly (readonly [hour: number, amount: number])[]): Promise<void> =>
  writeFile(
    join(root, 'orders.csv'),
    ['id,at,amount', ...orders.map(([hour, amount]) => [hour, new Date(START + hour * 3_600_000).toISOString().slice(0, 16).replace('T', ' '), amount].join(','))].join('\n'),
  );
const orders = (hours: readonly number[]) => hours.map((hour) => [hour, hour % 7] as const);
const hours = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'late-'));
  means = await openMeans({ project: 'test', folder: join(root, '.capstan'), migrations: dataMigrations, clock: new FakeClock() });
  const about = { key: 'id', eventAt: 'at', label: { column: 'amount', knownAt: 'at' } } as const;
  const contract = { columns: { id: integer({ unique: true }), at: timestamp(), amount: number({ max: 100 }) }, policy: 'drop' as const };
  room = createDataRoom(means, { root, datasets: { orders: dataset({ source: csv({ path: 'orders.csv' }), contract, ...about }) } });
});
afterAll(async () => {
  await means.close();
  await rm(root, { recursive: true });
});

it('reads again what came late or was corrected, once, and keeps what the source has let go of', async () => {
  expect(await room.reread('orders')).toEqual({ latest: undefined, stretches: [] });
  // Of the first two days, two hours come late.
  await write(orders(hours(0, 46)));
  const may = await room.ingest('orders', { interval: MAY });
  expect(await room.isSourceChanged('orders')).toBe(false);
  expect(await room.reread('orders')).toEqual({ latest: may, stretches: [] });

  await write(orders(hours(0, 96)));
  expect(await room.isSourceChanged('orders')).toBe(true);
  const { latest: late, stretches } = await room.reread('orders');
  expect(stretches).toEqual([{ ...MAY, rows: 48, before: 46 }]);
  expect(late).toMatchObject({ rows: 48, parent: may.id, manifest: { parts: [{ interval: MAY, rows: 48 }] } });
  expect((await means.ledger.list({ noun: 'dataset' })).at(-1)!.why).toBe('read again: 48 rows instead of 46 from 2024-01-01T00:00Z to 2024-01-03T00:00Z');
  const june = await room.ingest('orders', { interval: JUNE, parent: late!.id });
  expect(await room.reread('orders')).toEqual({ latest: june, stretches: [] });

  // Another order of the rows is nothing; a corrected one is, and so is one that breaks the contract now.
  await write(orders(hours(0, 96)).toReversed());
  expect((await room.reread('orders')).stretches).toEqual([]);
  await write(orders(hours(0, 96)).map(([hour, amount]) => [hour, hour === 50 ? 101 : hour === 51 ? 99 : amount]));
  const corrected = await room.reread('orders');
  expect(corrected.stretches).toEqual([{ ...JUNE, rows: 48, before: 48 }]);
  expect(corrected.latest).toMatchObject({ rows: 95, parent: june.id, contract: { dropped: 1 }, manifest: { parts: [{ rows: 48 }, { rows: 47 }] } });

  await write(orders(hours(40, 96)).map(([hour, amount]) => [hour, hour === 50 ? 101 : hour === 51 ? 99 : amount]));
  expect(await room.reread('orders')).toEqual({ latest: corrected.latest, stretches: [] });
});
