import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, seededRandom } from '../../src/kernel/index.ts';
import { applyMigrations, type Db, ledgerMigrations, type Migration, openLedger, readColumns } from '../../src/store/index.ts';

interface Tables {
  readonly thing: { readonly id: string; readonly whole: number | null; readonly real: number | null; readonly bytes: Uint8Array | null };
  readonly part: { readonly id: string; readonly thing: string };
  readonly counter: { readonly id: string; readonly value: number };
}

const tables: Migration = {
  room: 'test',
  number: 1,
  name: 'things',
  up: async (db) => {
    await db.schema
      .createTable('thing')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('whole', 'bigint')
      .addColumn('real', 'double precision')
      .addColumn('bytes', 'bytea')
      .execute();
    await db.schema
      .createTable('part')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('thing', 'text', (c) => c.references('thing.id'))
      .execute();
    await db.schema
      .createTable('counter')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('value', 'bigint', (c) => c.notNull())
      .execute();
  },
};

const thing = (id: string): Tables['thing'] => ({ id, whole: null, real: null, bytes: null });
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

/** What every record store must do. `open` opens the same empty database each time it is called. */
export function describeDb(name: string, open: () => Promise<Db>): void {
  describe(`${name} as record store`, () => {
    const clock = new FakeClock();
    let db: Db;
    let t: Kysely<Tables>;

    beforeAll(async () => {
      db = await open();
      t = db.tables<Tables>();
      await applyMigrations(db, [...ledgerMigrations, tables], clock);
    });
    afterAll(() => db.close());
    beforeEach(async () => {
      await t.deleteFrom('part').execute();
      await t.deleteFrom('thing').execute();
      await t.deleteFrom('counter').execute();
    });

    it('gives back what was written, to the last bit', async () => {
      const rows: Tables['thing'][] = [
        { id: 'largest', whole: Number.MAX_SAFE_INTEGER, real: Number.MAX_VALUE, bytes: Uint8Array.from([0, 255, 0, 128]) },
        { id: 'smallest', whole: Number.MIN_SAFE_INTEGER, real: 5e-324, bytes: new Uint8Array(0) },
        { id: 'tiny', whole: 1, real: 1e-17, bytes: null },
        { id: 'ordinary', whole: 978_307_200_000, real: 0.1 + 0.2, bytes: null },
        { id: 'text: \'"\\ \n ☃ 𝒳 ÿ', whole: 0, real: -0.5, bytes: null },
      ];
      for (const row of rows) await t.insertInto('thing').values(row).execute();
      for (const row of rows) {
        const { bytes, ...found } = await t.selectFrom('thing').selectAll().where('id', '=', row.id).executeTakeFirstOrThrow();
        expect({ ...found, bytes: bytes && Uint8Array.from(bytes) }).toEqual(row);
      }
    });

    it('reads by columns what it reads by rows, to the last bit', async () => {
      const random = seededRandom('columns');
      const reals = [
        Number.MAX_VALUE,
        -Number.MAX_VALUE,
        2 ** -1022,
        0.1 + 0.2,
        1e22,
        123_456_789_012_345_680,
        5,
        ...Array.from({ length: 200 }, () => random.normal() * 10 ** (random.int(40) - 10)),
      ];
      const rows = reals.map((real, i) => ({ id: `${i}: '"\\ \n\t ☃ 𝒳 \u{7f}`, whole: i % 2 ? i : Number.MAX_SAFE_INTEGER - i, real, bytes: null }));
      await t.insertInto('thing').values(rows).execute();
      const found = await readColumns(db, t.selectFrom('thing').where('whole', '>=', 0), { id: 'text', whole: 'whole', real: 'real' });
      const order = [...found.id.keys()].toSorted((a, b) => Number.parseInt(found.id[a]!) - Number.parseInt(found.id[b]!));
      expect(order.map((i) => ({ id: found.id[i], whole: found.whole[i], real: found.real[i], bytes: null }))).toEqual(rows);
      const kinds = { id: 'text', whole: 'whole or null', real: 'real' } as const;
      expect(await readColumns(db, t.selectFrom('thing').where('whole', '<', 0), kinds)).toEqual({ id: [], whole: [], real: [] });
      const digits = await readColumns(db, t.selectFrom('thing'), { id: 'text', whole: 'digits', real: 'digits' });
      expect(new Map(digits.id.map((id, i) => [id, [JSON.parse(digits.whole[i]!), JSON.parse(digits.real[i]!)]]))).toEqual(
        new Map(rows.map((row) => [row.id, [row.whole, row.real]])),
      );
      expect(await readColumns(db, t.selectFrom('thing').where('whole', '<', 0), { real: 'digits' })).toEqual({ real: [] });
      await t.insertInto('thing').values(thing('none')).execute();
      expect(await readColumns(db, t.selectFrom('thing').where('whole', 'is', null), { id: 'text', whole: 'whole or null' })).toEqual({ id: ['none'], whole: [null] });
    });

    it('finds what is among many numbers', async () => {
      const wholes = [0, 7, 99_999, Number.MAX_SAFE_INTEGER, null];
      await t
        .insertInto('thing')
        .values(wholes.map((whole, i) => ({ ...thing(`${i}`), whole })))
        .execute();
      const find = async (numbers: readonly number[]): Promise<unknown[]> =>
        (
          await t
            .selectFrom('thing')
            .select('whole')
            .where(db.capabilities.among(sql.ref('whole'), numbers))
            .orderBy('whole')
            .execute()
        ).map((row) => row.whole);
      expect(await find(Array.from({ length: 100_000 }, (_, i) => 99_999 - i))).toEqual([0, 7, 99_999]);
      expect(await find([Number.MAX_SAFE_INTEGER, 7, 7])).toEqual([7, Number.MAX_SAFE_INTEGER]);
      expect(await find([])).toEqual([]);
    });

    it('counts and sums in numbers, and says true and false as 1 and 0', async () => {
      await t
        .insertInto('counter')
        .values([
          { id: 'a', value: 2 },
          { id: 'b', value: 3 },
        ])
        .execute();
      const row = await t
        .selectFrom('counter')
        .select((eb) => [eb.fn.countAll().as('n'), eb.fn.sum('value').as('sum'), sql`count(*) = 2`.as('two'), sql`count(*) = 3`.as('three')])
        .executeTakeFirstOrThrow();
      expect({ ...row }).toEqual({ n: 2, sum: 5, two: 1, three: 0 });
    });

    it('refuses a whole number that it could not give back exactly', async () => {
      await sql`insert into thing (id, whole) values ('huge', 9007199254740993)`.execute(db.kysely);
      await expect(t.selectFrom('thing').selectAll().execute()).rejects.toThrow(coded('STORE_NUMBER_TOO_LARGE'));
    });

    it.each([
      ['true', true],
      ['undefined', undefined],
      ['NaN', Number.NaN],
      ['a Date', new Date(0)],
      ['a object', { a: 1 }],
    ])('refuses %s as a parameter', async (kind, value) => {
      await expect(sql`select ${value}`.execute(db.kysely)).rejects.toThrow(
        expect.objectContaining({ code: 'STORE_VALUE_UNSUPPORTED', message: `parameter 1 of a query is ${kind}` }) as Error,
      );
    });

    it('refuses a text that no record can hold as the fault of whoever sent it', async () => {
      await expect(sql`select ${'a\0b'}`.execute(db.kysely)).rejects.toThrow(expect.objectContaining({ code: 'STORE_TEXT_UNSUPPORTED', status: 400 }) as Error);
    });

    it('reads every text of every table, long ones of many rows too, and no number', async () => {
      const rows = Array.from({ length: 4_500 }, (_, i) => ({ id: `text ${i}`, value: i }));
      for (let i = 0; i < rows.length; i += 500)
        await t
          .insertInto('counter')
          .values(rows.slice(i, i + 500))
          .execute();
      await t
        .insertInto('thing')
        .values({ ...thing('with bytes'), whole: 1, bytes: Buffer.from('no text') })
        .execute();
      const found = new Map<string, string[]>();
      await db.readTexts((table, texts) => found.set(table, [...(found.get(table) ?? []), ...texts]));
      expect(found.get('counter')!.toSorted()).toEqual(rows.map((row) => row.id).toSorted());
      expect(found.get('thing')).toEqual(['with bytes']);
      expect(found.get('store_migration')).toContain('things');
    });

    it('tells letters from capitals in LIKE', async () => {
      await t.insertInto('thing').values(thing('Atlanta')).execute();
      expect(await t.selectFrom('thing').select('id').where('id', 'like', 'Atl%').execute()).toHaveLength(1);
      expect(await t.selectFrom('thing').select('id').where('id', 'like', 'atl%').execute()).toHaveLength(0);
    });

    it('takes as many parameters as it says', async () => {
      const rows = Array.from({ length: Math.floor(db.capabilities.maxParameters / 2) }, (_, i) => ({ id: `c${i}`, value: i }));
      await t.insertInto('counter').values(rows).execute();
      expect(
        await t
          .selectFrom('counter')
          .select((eb) => eb.fn.countAll().as('n'))
          .executeTakeFirstOrThrow(),
      ).toEqual({ n: rows.length });
    });

    it('names a key that is there already, and a row that is not there', async () => {
      await t.insertInto('thing').values(thing('a')).execute();
      await expect(t.insertInto('thing').values(thing('a')).execute()).rejects.toThrow(coded('STORE_ROW_EXISTS'));
      await expect(t.insertInto('part').values({ id: 'p', thing: 'nobody' }).execute()).rejects.toThrow(coded('STORE_ROW_REFERENCED'));
      await t.insertInto('part').values({ id: 'p', thing: 'a' }).execute();
      await expect(t.deleteFrom('thing').execute()).rejects.toThrow(coded('STORE_ROW_REFERENCED'));
    });

    it('returns rows of what it writes, and says how many it changed', async () => {
      const upsert = () =>
        t
          .insertInto('counter')
          .values({ id: 'a', value: 1 })
          .onConflict((c) => c.column('id').doUpdateSet((eb) => ({ value: eb('counter.value', '+', 1) })))
          .returning('value')
          .executeTakeFirstOrThrow();
      expect((await upsert()).value).toBe(1);
      expect((await upsert()).value).toBe(2);
      expect((await t.updateTable('counter').set({ value: 9 }).where('id', '=', 'a').executeTakeFirstOrThrow()).numUpdatedRows).toBe(1n);
      expect((await t.deleteFrom('counter').where('id', '=', 'nobody').executeTakeFirstOrThrow()).numDeletedRows).toBe(0n);
    });

    describe('transactions', () => {
      it('that last soon are seen by all at once, and are all or nothing too', async () => {
        await db.transaction<Tables, unknown>((trx) => trx.insertInto('thing').values(thing('soon')).execute(), { lasts: 'soon' });
        const broken = db.transaction<Tables, void>(
          async (trx) => {
            await trx.insertInto('thing').values(thing('never')).execute();
            throw new Error('broken');
          },
          { lasts: 'soon' },
        );
        await expect(broken).rejects.toThrow('broken');
        const found = await db.tables<Tables>().selectFrom('thing').select('id').where('id', 'in', ['soon', 'never']).execute();
        expect(found).toEqual([{ id: 'soon' }]);
      });

      it('keep everything or nothing', async () => {
        expect(await db.transaction<Tables, string>(async (trx) => (await trx.insertInto('thing').values(thing('kept')).returning('id').executeTakeFirstOrThrow()).id)).toBe(
          'kept',
        );
        const broken = db.transaction<Tables, void>(async (trx) => {
          await trx.insertInto('thing').values(thing('lost')).execute();
          throw new RangeError('on purpose');
        });
        await expect(broken).rejects.toThrow(RangeError);
        expect(await t.selectFrom('thing').select('id').execute()).toEqual([{ id: 'kept' }]);
      });

      it('fail when a statement in them failed, even when that was caught', async () => {
        await t.insertInto('thing').values(thing('a')).execute();
        const swallowed = db.transaction<Tables, void>(async (trx) => {
          await trx.insertInto('thing').values(thing('b')).execute();
          await trx
            .insertInto('thing')
            .values(thing('a'))
            .execute()
            .catch(() => undefined);
        });
        await expect(swallowed).rejects.toThrow(coded('STORE_ROW_EXISTS'));
        expect(await t.selectFrom('thing').select('id').execute()).toEqual([{ id: 'a' }]);
      });

      it('refuse queries that go past them, instead of waiting for ever, and leave the store usable', async () => {
        const past = (work: () => Promise<unknown>): Promise<void> =>
          db.transaction<Tables, void>(async () => {
            await work();
          });
        await expect(past(() => t.selectFrom('thing').selectAll().execute())).rejects.toThrow(coded('STORE_TRANSACTION_BYPASSED'));
        await expect(past(() => db.transaction<Tables, number>(() => Promise.resolve(1)))).rejects.toThrow(coded('STORE_TRANSACTION_BYPASSED'));
        expect(await t.selectFrom('thing').selectAll().execute()).toEqual([]);
      });

      it('lose no update when many read and then write the same row', async () => {
        await t.insertInto('counter').values({ id: 'n', value: 0 }).execute();
        const increment = () =>
          db.transaction<Tables, void>(async (trx) => {
            const { value } = await trx.selectFrom('counter').select('value').where('id', '=', 'n').executeTakeFirstOrThrow();
            await new Promise((resolve) => setTimeout(resolve, 1));
            await trx
              .updateTable('counter')
              .set({ value: value + 1 })
              .where('id', '=', 'n')
              .execute();
          });
        await Promise.all(Array.from({ length: 15 }, increment));
        expect(await t.selectFrom('counter').selectAll().execute()).toEqual([{ id: 'n', value: 15 }]);
      });
    });

    describe('migrations', () => {
      const made = (number: number, name = `m${number}`): Migration => ({
        room: 'growth',
        number,
        name,
        up: async (m) => {
          await m.schema.createTable(`growth_${number}`).addColumn('id', 'text').execute();
        },
      });

      it('are applied once, in order, also when several processes open at once', async () => {
        const others = [await open(), await open()];
        const list = [1, 2, 3].map((number) => made(number));
        await Promise.all([db, ...others].map((each) => applyMigrations(each, list, clock)));
        await Promise.all(others.map((each) => each.close()));
        const rows = await sql<{ number: number; applied_at: number }>`select number, applied_at from store_migration where room = 'growth' order by number`.execute(db.kysely);
        expect(rows.rows.map((row) => ({ ...row }))).toEqual([1, 2, 3].map((number) => ({ number, applied_at: clock.now() })));
      });

      it('join the ones that are there, and never change one', async () => {
        await applyMigrations(db, [made(1), made(2), made(3), made(4)], clock);
        await sql`insert into growth_4 values ('x')`.execute(db.kysely);
        await expect(applyMigrations(db, [made(1, 'renamed')], clock)).rejects.toThrow(
          expect.objectContaining({ code: 'STORE_MIGRATION_CONFLICT', message: expect.stringContaining('"m1" but is "renamed"') as string }) as Error,
        );
      });

      it('leave nothing when one fails', async () => {
        const failing: Migration = { room: 'growth', number: 6, name: 'fails', up: () => Promise.reject(new RangeError('on purpose')) };
        await expect(applyMigrations(db, [made(5), failing], clock)).rejects.toThrow(RangeError);
        await expect(sql`select * from growth_5`.execute(db.kysely)).rejects.toThrow(/growth_5/);
        await applyMigrations(db, [made(5)], clock);
        await sql`select * from growth_5`.execute(db.kysely);
      });
    });

    describe('the ledger', () => {
      const event = (name: string, noun = 'release') => ({
        eventAt: 5,
        actor: 'loop',
        noun,
        name,
        from: null,
        to: 'made',
        why: 'because',
        evidence: { score: 0.5, of: ['a', null] },
      });

      it('numbers events without a hole, whoever writes at once, and keeps projects apart', async () => {
        const flights = openLedger(db, { project: 'flights', clock });
        const other = openLedger(db, { project: 'other', clock });
        const made = await Promise.all(Array.from({ length: 20 }, (_, i) => flights.append(event(`r${i}`, i % 2 ? 'alias' : 'release'))));
        await other.append(event('r1'));
        expect(made.map((each) => each.seq).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
        const listed = await flights.list();
        expect(listed.map((each) => each.seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
        expect(listed).toEqual(expect.arrayContaining(made));
        expect(listed[0]).toEqual({ ...event(listed[0]!.name, listed[0]!.noun), id: expect.stringMatching(/^evt_/) as string, seq: 1, at: clock.now() });
        expect(await other.list()).toHaveLength(1);
        expect(await flights.list({ noun: 'alias' })).toHaveLength(10);
        expect((await flights.list({ noun: 'alias', name: 'r3' })).map((each) => each.name)).toEqual(['r3']);
        expect((await flights.list({ afterSeq: 17 })).map((each) => each.seq)).toEqual([18, 19, 20]);
        expect((await flights.list({ order: 'newest first', limit: 2 })).map((each) => each.seq)).toEqual([20, 19]);
      });

      it('stands or falls with its transaction', async () => {
        const ledger = openLedger(db, { project: 'atomic', clock });
        await expect(
          db.transaction<Tables, void>(async (trx) => {
            await ledger.append(event('lost'), { trx });
            throw new RangeError('on purpose');
          }),
        ).rejects.toThrow(RangeError);
        await db.transaction<Tables, unknown>((trx) => ledger.append(event('kept'), { trx }));
        expect((await ledger.list()).map((each) => [each.seq, each.name])).toEqual([[1, 'kept']]);
      });
    });

    it('gives back, after closing and opening, what was acknowledged', async () => {
      const first = await open();
      await first.tables<Tables>().insertInto('thing').values(thing('stays')).execute();
      await first.close();
      await first.close();
      const second = await open();
      expect(await second.tables<Tables>().selectFrom('thing').select('id').execute()).toEqual([{ id: 'stays' }]);
      await second.close();
    });
  });
}
