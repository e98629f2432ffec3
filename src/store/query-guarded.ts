import { keepStructs } from './keep-structs.ts';
import { nameColumnsError } from './columns-errors.ts';
import { createPlainConverter } from './duckdb-values.ts';
import { quoteIdentifier, quoteLiteral } from './sql-text.ts';
import { storeErrors } from './store.errors.ts';

/** A query that somebody else wrote, and all that it may see. */
export interface GuardedQuery {
  /** One `SELECT`. */
  readonly sql: string;
  /** The tables that it may name, each as a query. */
  readonly tables: Readonly<Record<string, string>>;
  /** The files that those read, absolute: nothing else of the file system can be reached, and the network cannot. */
  readonly files: readonly string[];
  /** @default 10 */
  readonly seconds?: number;
  /** @default 5 */
  readonly limit?: number;
  /** A column of whole numbers of which all values are wanted, where the result has it. */
  readonly all?: string;
}

/** What a guarded query found. */
export interface GuardedRows {
  readonly rows: number;
  readonly examples: Record<string, unknown>[];
  /** The different values of the column that was asked for, ascending; null when the result has no such column. */
  readonly all: readonly number[] | null;
}

/**
 * Runs a query that is not trusted in a database of its own: one thread, 256 MB, ten seconds, no extension, no attached database, no file but the named ones, no setting changed.
 * Gives the number of its rows and the first few. Throws STORE_QUERY_REFUSED when it is not a single SELECT, STORE_QUERY_FAILED, STORE_QUERY_TOO_LONG.
 */
export async function queryGuarded(query: GuardedQuery): Promise<GuardedRows> {
  const { sql, seconds = 10, limit = 5 } = query;
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '256MB',
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.interrupt();
  }, seconds * 1000);
  try {
    await connection.run("SET TimeZone = 'UTC'");
    for (const [name, table] of Object.entries(query.tables)) await connection.run(`CREATE VIEW ${quoteIdentifier(name)} AS ${table}`);
    await connection.run(`SET allowed_paths = [${query.files.map(quoteLiteral).join(', ')}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw storeErrors.QUERY_REFUSED({ sql, reason: `it is ${statements.count} statements` });
    const prepared = await statements.prepare(0);
    const isSelect = prepared.statementType === duckdb.StatementType.SELECT;
    prepared.destroySync();
    if (!isSelect) throw storeErrors.QUERY_REFUSED({ sql, reason: 'it is no SELECT' });
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM (${sql}\n) AS found`);
    const shown = `SELECT * FROM (${sql}\n) AS found LIMIT ${limit}`;
    const read = await connection.runAndReadAll(shown);
    const names = read.deduplicatedColumnNames();
    const kept = keepStructs(shown, names, read.columnTypes());
    const reader = kept === undefined ? read : await connection.runAndReadAll(kept);
    const types = reader.columnTypes();
    const converters = names.map((name) => createPlainConverter(duckdb, name));
    const examples = reader.getRows().map((row) => Object.fromEntries(names.map((name, i) => [name, converters[i]!(row[i] ?? null, types[i]!, converters[i]!)])));
    const all =
      query.all === undefined || !names.includes(query.all)
        ? null
        : `SELECT DISTINCT CAST(${quoteIdentifier(query.all)} AS BIGINT) AS n FROM (${sql}\n) AS found WHERE n >= 0 ORDER BY n`;
    const values = all === null ? null : (await connection.runAndReadAll(all)).getRows().map(([value]) => Number(value));
    return { rows: Number(counted.getRows()[0]![0]), examples, all: values };
  } catch (error) {
    if (late) throw storeErrors.QUERY_TOO_LONG({ sql, seconds }, { cause: error });
    throw nameColumnsError(error, { sql, parameters: [] });
  } finally {
    clearTimeout(timer);
    connection.closeSync();
    instance.closeSync();
  }
}
