import type { CompiledQuery, InsertQueryBuilder, InsertResult, Kysely } from 'kysely';
import type { Db } from './db.ts';
import { storeErrors } from './store.errors.ts';

/** An insert into one table, made ready for any number of rows. */
export interface PreparedInsert {
  /** Writes rows, given as one long list: a value for every column, in their order, row after row. No values write nothing. Throws STORE_INSERT_UNPREPARABLE. */
  run(trx: Kysely<never>, values: readonly unknown[]): Promise<void>;
}

/** Rows go in blocks of these sizes: any number up to 255 takes at most eight statements, and there are only eight to compile and to keep prepared. */
const BLOCKS = [128, 64, 32, 16, 8, 4, 2, 1];

/**
 * Compiles an insert once for blocks of rows and runs it with other values each time: where rows are many and small, to put the statement together costs more than
 * to run it. `finish` adds what comes after the values and binds none of its own, such as what to do on a conflict.
 * @example
 * const addTags = prepareInsert<Tables, 'tags'>(db, { into: 'tags', columns: ['run', 'key', 'value'], finish: (query) => query.onConflict((c) => c.doNothing()) });
 * await db.transaction<Tables, void>((trx) => addTags.run(trx as never, [1, 7, 'a', 1, 8, 'b']));
 */
export function prepareInsert<T, N extends keyof T & string>(
  db: Db,
  about: {
    readonly into: N;
    readonly columns: readonly (keyof T[N] & string)[];
    readonly finish?: (query: InsertQueryBuilder<T, N, InsertResult>) => InsertQueryBuilder<T, N, InsertResult>;
  },
): PreparedInsert {
  const { into, columns, finish = (query) => query } = about;
  const compiled = new Map<number, CompiledQuery>();
  const compile = (size: number): CompiledQuery => {
    let query = compiled.get(size);
    if (query === undefined) {
      const row = Object.fromEntries(columns.map((column) => [column, 0]));
      query = finish(
        db
          .tables<T>()
          .insertInto(into)
          .values(Array.from({ length: size }, () => row) as never),
      ).compile();
      compiled.set(size, query);
    }
    return query;
  };
  return {
    async run(trx, values) {
      let left = values.length / columns.length;
      if (!Number.isInteger(left)) throw storeErrors.INSERT_UNPREPARABLE({ table: into });
      for (let from = 0; left > 0;) {
        const size = BLOCKS.find((block) => block <= left)!;
        const query = compile(size);
        const parameters = values.slice(from, from + size * columns.length);
        if (parameters.length !== query.parameters.length) throw storeErrors.INSERT_UNPREPARABLE({ table: into });
        await trx.executeQuery({ ...query, parameters });
        from += parameters.length;
        left -= size;
      }
    },
  };
}
