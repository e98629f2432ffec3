import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Columns, ColumnSet, ColumnsParameter } from './columns.ts';
import { nameColumnsError } from './columns-errors.ts';
import { createPlainConverter, type DuckDb, numericExpression } from './duckdb-values.ts';
import { createTextReader, doublesOf } from './duckdb-vectors.ts';
import { makeFolder, publishFile, syncFile, temporaryPath } from './durable-file.ts';
import { createMutex } from './mutex.ts';
import { chooseSpillFolder } from './spill-folder.ts';
import { quoteLiteral } from './sql-text.ts';

/** How much DuckDB may take. */
export interface ColumnsOptions {
  /** @default '1GB' */
  readonly memoryLimit?: string;
  /** @default 2 */
  readonly threads?: number;
  /** Where a query that outgrows its memory spills, in a folder of its own below this one. @default none: such a query fails */
  readonly spillFolder?: string;
}

interface Engine {
  readonly duckdb: DuckDb;
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
}

/** Opens tables. DuckDB is loaded by the first query, not before: a command that needs no tables does not pay its quarter of a second. */
export function openColumns(options: ColumnsOptions = {}): Columns {
  const turns = createMutex();
  const threads = options.threads ?? 2;
  let engine: Engine | undefined;

  const inTurn = <R>(query: { sql: string; parameters: readonly ColumnsParameter[] }, body: (engine: Engine) => Promise<R>): Promise<R> =>
    turns.run(async () => {
      try {
        engine ??= await startEngine(options, threads);
        return await body(engine);
      } catch (error) {
        throw nameColumnsError(error, query);
      }
    });

  return {
    query: <T>(sql: string, parameters: readonly ColumnsParameter[] = []) =>
      inTurn({ sql, parameters }, async ({ connection, duckdb }) => {
        const reader = await connection.runAndReadAll(sql, [...parameters]);
        const names = reader.deduplicatedColumnNames();
        const converters = names.map((name) => createPlainConverter(duckdb, name));
        const types = reader.columnTypes();
        return reader.getRows().map((row) => {
          const plain: Record<string, unknown> = {};
          for (let i = 0; i < names.length; i++) plain[names[i]!] = converters[i]!(row[i] ?? null, types[i]!, converters[i]!);
          return plain as T;
        });
      }),
    columnsOf: (sql, parameters = []) => inTurn({ sql, parameters }, ({ connection }) => readColumns(connection, sql, [...parameters])),
    copyToParquet: (sql, path, parameters = [], options = {}) =>
      inTurn({ sql, parameters }, async ({ connection }) => {
        await makeFolder(dirname(path));
        const unfinished = temporaryPath(dirname(path));
        try {
          await connection.run('SET threads = 1');
          const copied = await connection.runAndReadAll(
            `COPY (${sql}) TO ${quoteLiteral(unfinished)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${options.rowGroup ?? 122_880})`,
            [...parameters],
          );
          await syncFile(unfinished);
          await publishFile(unfinished, path);
          return { rows: Number(copied.getRows()[0]?.[0] ?? 0) };
        } catch (error) {
          await rm(unfinished, { force: true });
          throw error;
        } finally {
          await connection.run(`SET threads = ${threads}`);
        }
      }),
    close: () =>
      turns.run(() => {
        engine?.connection.closeSync();
        engine?.instance.closeSync();
        engine = undefined;
        return Promise.resolve();
      }),
  };
}

async function startEngine(options: ColumnsOptions, threads: number): Promise<Engine> {
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: options.memoryLimit ?? '1GB',
    temp_directory: options.spillFolder === undefined ? '' : chooseSpillFolder(options.spillFolder),
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return { duckdb, instance, connection };
}

async function readColumns(connection: DuckDBConnection, sql: string, parameters: ColumnsParameter[]): Promise<ColumnSet> {
  const described = (await connection.runAndReadAll(`DESCRIBE ${sql}`, parameters)).getRows();
  const names = described.map((row) => String(row[0]));
  const numeric = described.map((row, i) => numericExpression(String(row[1]), `c${i}`));
  // Conversion happens in DuckDB, vectorised; only doubles and text cross over.
  const wanted = numeric.map((expression, i) => expression ?? `CAST(c${i} AS VARCHAR)`);
  const result = await connection.stream(`SELECT ${wanted.join(', ')} FROM (${sql}) AS t(${names.map((_, i) => `c${i}`).join(', ')})`, parameters);
  const numbers = numeric.map((): Float64Array[] => []);
  const texts = numeric.map((): (string | null)[] => []);
  const readers = numeric.map(() => createTextReader());
  let rows = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    rows += chunk.rowCount;
    for (let i = 0; i < names.length; i++) {
      const vector = chunk.getColumnVector(i);
      if (numeric[i] !== undefined) numbers[i]!.push(doublesOf(vector, chunk.rowCount));
      else readers[i]!(vector, chunk.rowCount, texts[i]!);
    }
  }
  return { rows, names, columns: names.map((_, i) => (numeric[i] === undefined ? texts[i]! : joinNumbers(numbers[i]!, rows))) };
}

function joinNumbers(parts: readonly Float64Array[], rows: number): Float64Array {
  const whole = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
