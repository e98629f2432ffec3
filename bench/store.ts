import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Migration, openMeans } from '../src/store/index.ts';
import type { Bench } from './bench.ts';
import { compare, median, milliseconds, takeTurns } from './measure.ts';
import { scratch } from './places.ts';

const WRITES = 100;
const BLOBS = 10;
const BLOB_BYTES = 1 << 20;
const ROUNDS = 5;

interface Tables {
  bench_rows: { id: number; text: string };
}

const migration: Migration = {
  room: 'bench',
  number: 1,
  name: 'rows',
  up: (db) =>
    db.schema
      .createTable('bench_rows')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('text', 'text')
      .execute(),
};

/** What it takes to keep things over a crash, beside the least that the disk allows. */
export const store: Bench = {
  summary: 'records, events and blobs that survive a crash',
  async run() {
    const root = scratch('store');
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    const means = await openMeans({ project: 'bench', folder: join(root, 'state'), migrations: [migration] });
    const log = await open(join(root, 'floor'), 'w');
    let id = 0;
    const perSecond = async (times: number, once: () => Promise<unknown>): Promise<number> => {
      const took = await milliseconds(async () => {
        for (let i = 0; i < times; i++) await once();
      });
      return (times / took) * 1000;
    };
    const page = Buffer.alloc(4096, 1);
    const small = await takeTurns(ROUNDS, {
      transaction: () => perSecond(WRITES, () => means.db.transaction<Tables, unknown>((trx) => trx.insertInto('bench_rows').values({ id: ++id, text: 'a row' }).execute())),
      event: () => perSecond(WRITES, () => means.ledger.append({ eventAt: 0, actor: 'bench', noun: 'bench', name: 'b', from: null, to: 'x', why: 'to be measured', evidence: {} })),
      floor: () =>
        perSecond(WRITES, async () => {
          await log.write(page);
          await log.datasync();
        }),
    });
    const together = await takeTurns(ROUNDS, {
      many: async () => {
        const rows = Array.from({ length: WRITES }, () => ({ id: ++id, text: 'a row' }));
        const took = await milliseconds(() => Promise.all(rows.map((row) => means.db.transaction<Tables, unknown>((trx) => trx.insertInto('bench_rows').values(row).execute()))));
        return (WRITES / took) * 1000;
      },
    });
    const blobs = await takeTurns(ROUNDS, {
      put: () => perSecond(BLOBS, () => means.blobs.put(randomBytes(BLOB_BYTES))),
      floor: () => perSecond(BLOBS, () => writeDurably(join(root, 'blob'), randomBytes(BLOB_BYTES))),
    });
    await log.close();
    await means.close();
    const sync = 'append 4 kB and fdatasync';
    return [
      compare({ name: 'durable transactions of one row, one after another', unit: '/s', floor: sync }, small.transaction, small.floor),
      {
        name: 'durable transactions of one row, 100 asked at once',
        unit: '/s',
        ours: median(together.many),
        floor: { name: sync, value: median(small.floor) },
        ratio: median(together.many) / median(small.floor),
        promise: null,
      },
      compare({ name: 'events in the ledger, one after another', unit: '/s', floor: sync }, small.event, small.floor),
      compare({ name: 'blobs of 1 MB, named by content and durable', unit: '/s', floor: 'write, fsync, rename, fsync of the folder' }, blobs.put, blobs.floor),
    ];
  },
};

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(`${path}.unfinished`, 'w');
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  await rename(`${path}.unfinished`, path);
  const folder = await open(join(path, '..'), 'r');
  await folder.sync();
  await folder.close();
}
