import { rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Digest, digestOfBytes } from '../kernel/index.ts';
import { findNamedBytes, findNames, type Means, type Migration, openMeans } from './index.ts';

interface Tables {
  room_records: { id: string; body: string | null; number: number; bytes: Uint8Array | null };
  other_records: { name: string };
}

const migration: Migration = {
  room: 'room',
  number: 1,
  name: 'records',
  async up(db) {
    await db.schema
      .createTable('room_records')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('body', 'text')
      .addColumn('number', 'bigint')
      .addColumn('bytes', 'bytea')
      .execute();
    await db.schema.createTable('other_records').addColumn('name', 'text').execute();
  },
};

const folder = mkdtempSync(join(tmpdir(), 'capstan-names-'));
let means: Means & { close(): Promise<void> };
let at = 0;
const write = (body: string | null) =>
  means.db
    .tables<Tables>()
    .insertInto('room_records')
    .values({ id: String(at++), body, number: 1, bytes: null })
    .execute();

beforeAll(async () => {
  means = await openMeans({ project: 'p', folder, migrations: [migration] });
});
afterAll(async () => {
  await means.close();
  await rm(folder, { recursive: true });
});

const run = (n: number): string => n.toString(16).padStart(32, '0');
const NONE = { except: new Set<string>() };

describe('findNames', () => {
  it('finds a name however a text spells it, and nothing that only looks like one', async () => {
    const spelled = ['run_01j9v3q0000000000000000000', run(1), `m-${run(2)}`, run(3), run(4)];
    await write(`{"run":"${spelled[0]}"}`);
    await write(`mlflow-artifacts:/1/${spelled[1]}/artifacts/model`);
    await write(`models:/${spelled[2]}`);
    await write(`${spelled[3]}-model_${spelled[4]}`);
    await write(null);
    await means.db
      .tables<Tables>()
      .insertInto('other_records')
      .values({ name: run(5) })
      .execute();
    const others = [`${run(6)}0`.slice(1), run(7), `m-${run(8)}`];
    const found = await findNames(means.db, new Set([...spelled, ...others, run(5)]), NONE);
    expect(found).toEqual(new Map([...spelled.map((name) => [name, 'room_records'] as const), [run(5), 'other_records']]));
    expect(await findNames(means.db, new Set([run(5), run(1)]), { except: new Set(['other_records']) })).toEqual(new Map([[run(1), 'room_records']]));
    expect(await findNames(means.db, new Set(), NONE)).toEqual(new Map());
  });
});

describe('findNamedBytes', () => {
  it('finds what records name, and what manifests name in turn', async () => {
    const deep = digestOfBytes('deep');
    const inner = await means.blobs.put(JSON.stringify({ padding: 'x'.repeat(262_144 - 60), deep }));
    const manifest = await means.blobs.put(JSON.stringify([inner]));
    const text = await means.blobs.put(`no manifest, though it spells ${digestOfBytes('unnamed')}`);
    const absent = digestOfBytes('never stored');
    for (const digest of [manifest, text, absent]) await write(`{"digest":"${digest}"}`);
    await write(`in the middle:${digestOfBytes('bare').slice(7)}.`);
    const found = await findNamedBytes(means, NONE);
    for (const named of [manifest, inner, deep, text, absent, digestOfBytes('bare')]) expect(found.has(named)).toBe(true);
    for (const unnamed of ['unnamed', 'another'].map((one): Digest => digestOfBytes(one))) expect(found.has(unnamed)).toBe(false);
    expect((await findNamedBytes(means, { except: new Set(['room_records']) })).size).toBe(0);
  });

  it('lets others write while it reads', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => ({ name: `a text that is long enough to be looked at ${i}` }));
    await means.db.transaction<Tables, void>(async (trx) => {
      for (let i = 0; i < rows.length; i += 10_000)
        await trx
          .insertInto('other_records')
          .values(rows.slice(i, i + 10_000))
          .execute();
    });
    let written = 0;
    let done = false;
    const search = findNamedBytes(means, NONE).then(() => (done = true));
    while (!done) {
      await write(`while it reads ${written}`);
      written++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await search;
    expect(written).toBeGreaterThan(2);
  });
});
