import { iterateRows, loadSqlite, type SqliteHandle } from './sqlite-binding.ts';
import { waitWhileBusy } from './wait-while-busy.ts';

/** Told of some texts of one table. */
export type TextVisitor = (table: string, texts: readonly string[]) => void;

const ROWS = 2_000;

/**
 * Passes every text of every table to `visit`, all as they are at one moment, and gives way to others between two portions. A file is read through a handle of its own,
 * so that nobody waits for the end.
 */
export async function readSqliteTexts(path: string, handle: SqliteHandle, visit: TextVisitor): Promise<void> {
  if (path === ':memory:') return visitTables(handle, visit);
  const { DatabaseSync } = loadSqlite();
  const own = await waitWhileBusy(path, () => new DatabaseSync(path));
  try {
    await waitWhileBusy(path, () => own.exec('begin'));
    await visitTables(own, visit);
  } finally {
    own.close();
  }
}

async function visitTables(handle: SqliteHandle, visit: TextVisitor): Promise<void> {
  const columns = handle.prepare(
    `select t.name as name, c.name as field from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\' and lower(c.type) = 'text'`,
  );
  const fields = new Map<string, string[]>();
  for (const { name, field } of columns.all() as { name: string; field: string }[]) fields.set(name, [...(fields.get(name) ?? []), field]);
  for (const [table, names] of fields) {
    let texts: string[] = [];
    let rows = 0;
    for (const row of iterateRows(handle.prepare(`select ${names.map(quoted).join(', ')} from ${quoted(table)}`))) {
      for (const text of Object.values(row as Record<string, unknown>)) if (typeof text === 'string') texts.push(text);
      if (++rows % ROWS !== 0) continue;
      visit(table, texts);
      texts = [];
      await new Promise((resolve) => setImmediate(resolve));
    }
    visit(table, texts);
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
