import { type Kysely, sql } from 'kysely';
import type { TextVisitor } from './read-sqlite-texts.ts';

const ROWS = 2_000;

/** Passes every text of every table to `visit`, a portion at a time, all as they are at one moment. */
export async function readPostgresTexts(db: Kysely<unknown>, visit: TextVisitor): Promise<void> {
  await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const { rows } = await sql<{ name: string; fields: string[] }>`
        select c.table_name as name, array_agg(c.column_name::text) as fields
        from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.data_type in ('text', 'character varying')
        group by c.table_name`.execute(trx);
      for (const { name, fields } of rows) {
        await sql`declare texts no scroll cursor for select ${sql.join(fields.map((field) => sql.ref(field)))} from ${sql.table(name)}`.execute(trx);
        for (let more = true; more;) {
          const portion = await sql<Record<string, string | null>>`fetch ${sql.lit(ROWS)} from texts`.execute(trx);
          visit(
            name,
            portion.rows.flatMap((row) => Object.values(row).filter((text) => text !== null)),
          );
          more = portion.rows.length === ROWS;
        }
        await sql`close texts`.execute(trx);
      }
    });
}
