import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/store/index.ts';
import { describeArtifacts } from './artifacts.ts';
import { startChild } from './child.ts';
import { describeDb } from './db.ts';
import { describeGarbage } from './garbage.ts';
import { describeRegistry } from './registry.ts';
import { describeSearch } from './search.ts';
import { describeTracking } from './tracking.ts';
import { describeTrackingSearch } from './tracking-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeDb('SQLite', () => openSqlite(join(folder, 'contract.sqlite')));
describeArtifacts('SQLite', () => openSqlite(join(folder, 'artifacts.sqlite')));
describeSearch('SQLite', () => openSqlite(join(folder, 'search.sqlite')));
describeGarbage('SQLite', () => openSqlite(join(folder, 'garbage.sqlite')));
describeRegistry('SQLite', () => openSqlite(join(folder, 'registry.sqlite')));
describeTracking('SQLite', () => openSqlite(join(folder, 'tracking.sqlite')));
describeTrackingSearch('SQLite', () => openSqlite(join(folder, 'tracking-search.sqlite')));

interface Tables {
  readonly row: { readonly writer: string; readonly number: number };
}

const numbersOf = async (path: string, writer: string): Promise<number[]> => {
  const db = await openSqlite(path);
  const rows = await db.tables<Tables>().selectFrom('row').select('number').where('writer', '=', writer).orderBy('number').execute();
  const { rows: checked } = await db.kysely.executeQuery<{ integrity_check: string }>({
    sql: 'pragma integrity_check',
    parameters: [],
    query: { kind: 'RawNode', sqlFragments: ['pragma integrity_check'], parameters: [] },
    queryId: { queryId: 'check' },
  });
  expect(checked.map((row) => row.integrity_check)).toEqual(['ok']);
  await db.close();
  return rows.map((row) => row.number);
};
const pairs = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => [-(i + 1), i + 1])
    .flat()
    .toSorted((a, b) => a - b);

describe('a SQLite file', () => {
  it('streams rows while memory is collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const db = await openSqlite(join(folder, 'stream.sqlite'));
    await db.kysely.schema.createTable('row').addColumn('writer', 'text').addColumn('number', 'bigint').execute();
    const rows = Array.from({ length: 400 }, (_, number) => ({ writer: 'a text', number }));
    await db.tables<Tables>().insertInto('row').values(rows).execute();
    let read = 0;
    for await (const _ of db.tables<Tables>().selectFrom('row').selectAll().stream()) if (++read % 50 === 0) collect();
    await db.readTexts(collect);
    expect(read).toBe(rows.length);
    await db.close();
  });

  it('takes writes of two processes at once and loses none', async () => {
    const path = join(folder, 'two.sqlite');
    const children = await Promise.all(['a', 'b'].map((writer) => startChild('write-rows', { args: [path, writer, '200'] })));
    for (const child of children) {
      expect(await child.ended).toEqual({ how: 0, errors: '' });
      expect(child.lines.at(-1)).toBe('closed');
      expect(child.lines).not.toContainEqual(expect.stringMatching(/^failed/));
    }
    for (const writer of ['a', 'b']) expect(await numbersOf(path, writer)).toEqual(pairs(200));
  });

  it.each([1, 2, 3])('keeps every acknowledged transaction, whole, through kill -9 (%i)', async (attempt) => {
    const path = join(folder, `killed-${attempt}.sqlite`);
    const child = await startChild('write-rows', { args: [path, 'w', '1000000'] });
    await child.until(`wrote ${attempt * 37}`);
    child.process.kill('SIGKILL');
    expect((await child.ended).how).toBe('SIGKILL');
    const acknowledged = child.lines.filter((line) => line.startsWith('wrote')).length;
    const found = await numbersOf(path, 'w');
    const kept = found.length / 2;
    expect(acknowledged).toBeGreaterThanOrEqual(attempt * 37);
    expect(kept).toBeGreaterThanOrEqual(acknowledged);
    expect(found).toEqual(pairs(kept));
  });

  it('says that the disk is full, keeps what was acknowledged, and goes on when there is room', async () => {
    const path = join(folder, 'full.sqlite');
    const child = await startChild('write-rows', { args: [path, 'w', '100000'], shell: "trap '' XFSZ; ulimit -f 300" });
    expect(await child.until('failed')).toBe('failed STORE_DISK_FULL');
    await child.ended;
    const acknowledged = child.lines.filter((line) => line.startsWith('wrote')).length;
    expect(acknowledged).toBeGreaterThan(0);
    expect(await numbersOf(path, 'w')).toEqual(pairs(acknowledged));
    const next = await startChild('write-rows', { args: [path, 'later', '3'] });
    expect(await next.ended).toEqual({ how: 0, errors: '' });
    expect(await numbersOf(path, 'later')).toEqual(pairs(3));
  });

  it('that is none is named, and left alone', async () => {
    const path = join(folder, 'letter.sqlite');
    writeFileSync(path, 'Dear reader, this is not a database. '.repeat(100));
    await expect(openSqlite(path)).rejects.toThrow(expect.objectContaining({ code: 'STORE_DATABASE_UNREADABLE', message: expect.stringContaining(path) as string }) as Error);
    expect(readFileSync(path, 'utf8')).toMatch(/^Dear reader/);
  });

  it('is whole in one file after closing', async () => {
    const path = join(folder, 'closed.sqlite');
    await (
      await startChild('write-rows', { args: [path, 'w', '5'] })
    ).ended;
    writeFileSync(join(folder, 'copy.sqlite'), readFileSync(path));
    expect(await numbersOf(join(folder, 'copy.sqlite'), 'w')).toEqual(pairs(5));
  });

  it('runs far more different statements than are kept prepared', async () => {
    const db = await openSqlite(':memory:');
    await db.kysely.schema.createTable('row').addColumn('writer', 'text').addColumn('number', 'bigint').execute();
    for (let n = 0; n < 1200; n++) {
      await db
        .tables<Tables>()
        .insertInto('row')
        .values(Array.from({ length: 1 + (n % 7) }, () => ({ writer: 'w', number: n })))
        .execute();
      await db
        .tables<Tables>()
        .selectFrom('row')
        .select('number')
        .limit(n + 1)
        .execute();
    }
    expect(
      await db
        .tables<Tables>()
        .selectFrom('row')
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow(),
    ).toEqual({ n: 4794 });
    await db.close();
  });
});
