import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { setOwn } from '../kernel/index.ts';
import { openConversions } from './arrow/conversions.ts';
import type { ColumnBatch, Columns, ColumnSet, ColumnsParameter } from './columns.ts';
import { nameColumnsError } from './columns-errors.ts';
import { createPlainConverter, type DuckDb } from './duckdb-values.ts';
import { makeFolder, publishFile, syncFile, temporaryPath } from './durable-file.ts';
import { createHandOver, type HandOver } from './hand-over.ts';
import { keepStructs } from './keep-structs.ts';
import { createMutex } from './mutex.ts';
import { createOtherThreads } from './other-threads.ts';
import { chooseSpillFolder } from './spill-folder.ts';
import { quoteLiteral } from './sql-text.ts';
import { streamColumns, type StreamedQuery } from './stream-columns.ts';

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
  readonly handOver: HandOver;
}

/** Results that are read stretch by stretch at once. */
const STREAMS = 2;

/** Opens tables. DuckDB is loaded by the first query, not before: a command that needs no tables does not pay for it. */
export function openColumns(options: ColumnsOptions = {}): Columns {
  const turns = createMutex();
  const streams = createMutex(STREAMS);
  const changes = createMutex();
  const { threads = 2, memoryLimit: memory = '1GB' } = options;
  const conversions = openConversions(options.spillFolder);
  const others = createOtherThreads({ memory });
  let engine: Promise<Engine> | undefined;
  let singles = 0;

  const started = (): Promise<Engine> => {
    engine ??= startEngine({ ...options, threads, memoryLimit: memory }).catch((error: unknown) => {
      engine = undefined;
      throw error;
    });
    return engine;
  };
  /** The number of threads is the engine's, not the connection's: it is one while anybody needs it so. */
  const inOneThread = async <R>(connection: DuckDBConnection, body: () => Promise<R>): Promise<R> => {
    await changes.run(async () => void (singles++ === 0 && (await connection.run('SET threads = 1'))));
    try {
      return await body();
    } finally {
      await changes.run(async () => void (--singles === 0 && (await connection.run(`SET threads = ${threads}`))));
    }
  };
  const inTurn = <R>(query: Asked, body: (engine: Engine) => Promise<R>): Promise<R> => turns.run(() => naming(query, async () => body(await started())));
  /** Through a connection of its own: while what one reads is taken, another reads. */
  const inStream = ({ sql, parameters }: Asked, take: (batch: ColumnBatch) => void): Promise<void> =>
    streams.run(() =>
      naming({ sql, parameters }, async () => {
        const { instance, handOver } = await started();
        const connection = await connect(instance);
        try {
          // Who takes a stretch is slower than the one thread that reads the next: a second would only wait.
          await inOneThread(connection, async () => void (await streamColumns({ connection, handOver, sql, parameters: [...parameters] }, take)));
        } finally {
          connection.closeSync();
        }
      }),
    );

  return {
    limits: { threads },
    others,
    query: <T>(sql: string, parameters: readonly ColumnsParameter[] = []) =>
      inTurn({ sql, parameters }, async ({ connection, duckdb }) => {
        const read = await connection.runAndReadAll(sql, [...parameters]);
        const names = read.deduplicatedColumnNames();
        const kept = keepStructs(sql, names, read.columnTypes());
        const reader = kept === undefined ? read : await connection.runAndReadAll(kept, [...parameters]);
        const converters = names.map((name) => createPlainConverter(duckdb, name));
        const types = reader.columnTypes();
        return reader.getRows().map((row) => {
          const plain: Record<string, unknown> = {};
          for (let i = 0; i < names.length; i++) setOwn(plain, names[i]!, converters[i]!(row[i] ?? null, types[i]!, converters[i]!));
          return plain as T;
        });
      }),
    columnsOf: (sql, parameters = []) => inTurn({ sql, parameters }, ({ connection, handOver }) => readColumns({ connection, handOver, sql, parameters: [...parameters] })),
    batchesOf: (sql, parameters, take) => inStream({ sql, parameters }, take),
    copyToParquet: (sql, path, parameters = [], options = {}) =>
      inTurn({ sql, parameters }, async ({ connection }) => {
        await makeFolder(dirname(path));
        const unfinished = temporaryPath(dirname(path));
        try {
          const copied = await inOneThread(connection, () =>
            connection.runAndReadAll(`COPY (${sql}) TO ${quoteLiteral(unfinished)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${options.rowGroup ?? 122_880})`, [
              ...parameters,
            ]),
          );
          await syncFile(unfinished);
          await publishFile(unfinished, path);
          return { rows: Number(copied.getRows()[0]?.[0] ?? 0) };
        } catch (error) {
          await rm(unfinished, { force: true });
          throw error;
        }
      }),
    parquetOf: (arrow) => conversions.parquetOf(arrow),
    close: () =>
      turns.run(async () => {
        const ended = await Promise.all(Array.from({ length: STREAMS }, () => streams.acquire()));
        await others.close();
        await conversions.close();
        const { connection, instance } = (await engine) ?? {};
        connection?.closeSync();
        instance?.closeSync();
        engine = undefined;
        for (const release of ended) release();
      }),
  };
}

interface Asked {
  readonly sql: string;
  readonly parameters: readonly ColumnsParameter[];
}

async function naming<R>(query: Asked, body: () => Promise<R>): Promise<R> {
  try {
    return await body();
  } catch (error) {
    throw nameColumnsError(error, query);
  }
}

async function startEngine(options: ColumnsOptions & Required<Pick<ColumnsOptions, 'threads' | 'memoryLimit'>>): Promise<Engine> {
  const duckdb = await import('@duckdb/node-api');
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: options.memoryLimit,
    temp_directory: options.spillFolder === undefined ? '' : chooseSpillFolder(options.spillFolder),
    preserve_insertion_order: 'true',
    // Of a wide table read often it would come to hold hundreds of megabytes, and saves nothing: the system keeps what was read.
    enable_external_file_cache: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await connect(instance);
  // A file is read in several queries, and each would begin with what it says of all its columns and rows. DuckDB sees when it has changed.
  await connection.run('SET GLOBAL parquet_metadata_cache = true');
  return { duckdb, instance, connection, handOver: createHandOver(duckdb, connection) };
}

async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

async function readColumns(query: StreamedQuery): Promise<ColumnSet> {
  const numbers = new Map<number, Float64Array[]>();
  const texts = new Map<number, (string | null)[]>();
  let rows = 0;
  const { names, isNumeric } = await streamColumns(query, (batch) => {
    rows += batch.rows;
    batch.columns.forEach((column, i) => {
      if (column instanceof Float64Array) listIn(numbers, i).push(column.slice());
      else for (const text of column) listIn(texts, i).push(text);
    });
  });
  return { rows, names, columns: names.map((_, i) => (isNumeric[i] === true ? joinNumbers(numbers.get(i) ?? [], rows) : (texts.get(i) ?? []))) };
}

function listIn<T>(lists: Map<number, T[]>, key: number): T[] {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = []));
  return list;
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
