import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from './db.ts';
import { openSqlite } from './open-sqlite.ts';
import { prepareInsert } from './prepare-insert.ts';

interface Tables {
  readonly thing: { readonly id: number; readonly text: string };
}

describe('a prepared insert', () => {
  let db: Db;
  beforeAll(async () => {
    db = await openSqlite(':memory:');
    await db.kysely.schema
      .createTable('thing')
      .addColumn('id', 'bigint', (c) => c.primaryKey())
      .addColumn('text', 'text')
      .execute();
  });
  afterAll(() => db.close());
  const stored = () => db.tables<Tables>().selectFrom('thing').selectAll().orderBy('id').execute();

  it('writes any number of rows, and does on a conflict what it was told', async () => {
    const upsert = prepareInsert<Tables, 'thing'>(db, {
      into: 'thing',
      columns: ['id', 'text'],
      finish: (query) => query.onConflict((c) => c.column('id').doUpdateSet((e) => ({ text: e.ref('excluded.text') }))),
    });
    for (const count of [0, 1, 2, 127, 300, 513]) {
      const rows = Array.from({ length: count }, (_, id) => ({ id, text: `${id} of ${count}` }));
      await db.transaction<Tables, void>((trx) =>
        upsert.run(
          trx as never,
          rows.flatMap((row) => [row.id, row.text]),
        ),
      );
      expect((await stored()).slice(0, count).map((row) => ({ ...row }))).toEqual(rows);
    }
    expect(await stored()).toHaveLength(513);
  });

  it('refuses what would put values into the wrong place', async () => {
    const insert = prepareInsert<Tables, 'thing'>(db, { into: 'thing', columns: ['id', 'text'] });
    await expect(insert.run(db.kysely as never, [1, 'a', 2])).rejects.toMatchObject({ code: 'STORE_INSERT_UNPREPARABLE' });
    const bound = prepareInsert<Tables, 'thing'>(db, {
      into: 'thing',
      columns: ['id', 'text'],
      finish: (query) => query.onConflict((c) => c.column('id').doUpdateSet({ text: 'bound' })),
    });
    await expect(bound.run(db.kysely as never, [1, 'a'])).rejects.toMatchObject({ code: 'STORE_INSERT_UNPREPARABLE' });
  });
});
