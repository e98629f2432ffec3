import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { RecordBatch } from 'apache-arrow';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { isCapstanError, messageOf } from '../../kernel/index.ts';
import { nameColumnsError } from '../columns-errors.ts';
import { decodeLz4 } from './decode-lz4.ts';
import type { DuckDb } from '../duckdb-values.ts';
import { codeOf } from '../durable-file.ts';
import { quoteIdentifier, quoteLiteral } from '../sql-text.ts';
import { storeErrors } from '../store.errors.ts';
import { type ArrowColumn, locateColumn, readArrowColumns } from './arrow-columns.ts';

const CHUNK = 2048;

/** How many rows are in memory at once, to be one row group: of a wide table fewer. */
const rowGroupOf = (columns: number): number => CHUNK * Math.max(1, Math.min(60, Math.floor(8_000_000 / columns / CHUNK)));

/**
 * Writes the rows of an Arrow IPC file (Feather V2 is one) or stream to a Parquet file, one record batch in memory at a time; the file is there whole, or this throws:
 * STORE_TABLE_MISSING, STORE_TABLE_UNREADABLE when it is broken or cut off, STORE_TABLE_UNSUPPORTED with all columns that cannot be read, STORE_DISK_FULL.
 * Instants with a zone are of microseconds, a `date64` is a day; all else is as exact as it was. Format: https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc
 */
export async function convertArrow(path: string, to: string): Promise<void> {
  const [arrow, duckdb, zstd] = await Promise.all([import('apache-arrow'), import('@duckdb/node-api'), import('fzstd')]);
  arrow.compressionRegistry.set(arrow.CompressionType.LZ4_FRAME, { decode: decodeLz4 });
  arrow.compressionRegistry.set(arrow.CompressionType.ZSTD, { decode: (bytes) => aligned(zstd.decompress(bytes)) });
  await requireWhole(path);
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '1GB',
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const handle = await open(path);
  const watched = watchReads(handle);
  const parts: string[] = [];
  try {
    const reader = await reading(path, async () => (await arrow.RecordBatchReader.from(watched as unknown as FileHandle)).open());
    const { columns, problems } = readArrowColumns({ arrow, duckdb }, await reading(path, () => reader.schema.fields));
    if (problems.length > 0) throw storeErrors.TABLE_UNSUPPORTED({ path, problems });
    if (columns.length === 0) throw storeErrors.TABLE_UNREADABLE({ path, reason: 'it has no columns' });
    const rowGroup = rowGroupOf(columns.length);
    const copy = async (from: string, file: string): Promise<void> =>
      void (await connection.run(`COPY (SELECT * FROM ${from}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rowGroup})`));
    const next = async (): Promise<void> => {
      parts.push(`${to}.${parts.length}`);
      await copy('rows', parts.at(-1)!);
    };
    const batches = await appendBatches(path, { duckdb, connection, columns, reader, full: { rows: rowGroup, next } });
    // The library ends quietly where it finds zeros in place of a batch.
    const isAll = reader.isFile() ? batches >= reader.numRecordBatches : watched.end() === (await handle.stat()).size;
    if (!isAll) throw storeErrors.TABLE_UNREADABLE({ path, reason: 'it is broken: it ends before the end of the file' });
    if (parts.length === 1) await rename(parts[0]!, to);
    else await copy(`read_parquet([${parts.map(quoteLiteral).join(', ')}])`, to);
  } catch (error) {
    const named = nameColumnsError(error, { sql: '', parameters: [] });
    // What the engine cannot take is in the file.
    throw isCapstanError(named, 'STORE_QUERY_FAILED') ? storeErrors.TABLE_UNREADABLE({ path, reason: `it is broken: ${messageOf(error)}` }, { cause: error }) : named;
  } finally {
    await handle.close();
    connection.closeSync();
    instance.closeSync();
    for (const part of parts) await rm(part, { force: true });
  }
}

/** Fills the table `rows` with batch after batch; `full.next` takes it whenever it is full, and at the end. Gives how many batches there were. */
async function appendBatches(
  path: string,
  about: {
    duckdb: DuckDb;
    connection: DuckDBConnection;
    columns: readonly ArrowColumn[];
    reader: { next(): Promise<IteratorResult<RecordBatch>> | IteratorResult<RecordBatch> };
    full: { rows: number; next: () => Promise<void> };
  },
): Promise<number> {
  const { duckdb, connection, columns, reader, full } = about;
  const create = `CREATE OR REPLACE TABLE rows (${columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type.toString()}`).join(', ')})`;
  const begin = async () => {
    await connection.run(create);
    return connection.createAppender('rows');
  };
  // One for all: each takes its memory until it is collected, of which the collector knows nothing.
  const chunk = duckdb.DuckDBDataChunk.create(
    columns.map((column) => column.type),
    0,
  );
  let appender = await begin();
  let [batches, held] = [0, 0];
  for (; ; batches++) {
    const next = await reading(path, () => reader.next());
    if (next.done === true) break;
    const batch = next.value;
    const vectors = columns.map((column) => {
      const { vector, holds } = locateColumn(column, batch);
      return { at: column.of(vector), holds };
    });
    for (let start = 0; start < batch.numRows; start += CHUNK) {
      const rows = Math.min(CHUNK, batch.numRows - start);
      chunk.reset();
      chunk.rowCount = rows;
      await reading(path, () =>
        vectors.forEach(({ at, holds }, i) => {
          const values = new Array<DuckDBValue>(rows);
          for (let row = 0; row < rows; row++) {
            const value = holds(start + row) ? at(start + row) : null;
            if (value === undefined) throw storeErrors.TABLE_UNREADABLE({ path, reason: `${columns[i]!.name} has fewer values than the file has rows` });
            values[row] = value;
          }
          chunk.setColumnValues(i, values);
        }),
      );
      appender.appendDataChunk(chunk);
      held += rows;
      if (held < full.rows) continue;
      appender.closeSync();
      await full.next();
      appender = await begin();
      held = 0;
    }
  }
  appender.closeSync();
  await full.next();
  return batches;
}

/** A file for the library, which says how far it was read. One that becomes shorter meanwhile must not be waited for. */
function watchReads(handle: FileHandle) {
  let end = 0;
  return {
    fd: handle.fd,
    end: () => end,
    stat: () => handle.stat(),
    // It is closed by who opened it, after its size has been asked for.
    close: () => Promise.resolve(),
    async read(into: Uint8Array, offset: number, length: number, position: number) {
      const read = await handle.read(into, offset, length, position);
      if (read.bytesRead === 0 && length > 0) throw new RangeError('it has become shorter while it was read');
      end = Math.max(end, position + read.bytesRead);
      return read;
    },
  };
}

/** 64-bit numbers are read where they lie, if that is at a multiple of 8. */
const aligned = (bytes: Uint8Array): Uint8Array => (bytes.byteOffset % 8 === 0 ? bytes : bytes.slice());

/** What the library says of a file that it cannot read. */
async function reading<R>(path: string, read: () => Promise<R> | R): Promise<R> {
  try {
    return await read();
  } catch (error) {
    if (isCapstanError(error)) throw error;
    throw storeErrors.TABLE_UNREADABLE({ path, reason: `it is broken: ${messageOf(error)}` }, { cause: error });
  }
}

const FILE = 'ARROW1';
const FEATHER = 'FEA1';
const END = 'ffffffff00000000';

/** A file ends with the mark that it begins with, a stream with a mark of its own: one that does not was cut off, and some of its rows would be missing. */
async function requireWhole(path: string): Promise<void> {
  const handle = await open(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw storeErrors.TABLE_MISSING({ path }, { cause: error });
    throw storeErrors.TABLE_UNREADABLE({ path, reason: messageOf(error) }, { cause: error });
  });
  try {
    const { size } = await handle.stat();
    const bytes = async (at: number, length: number) => (await handle.read(Buffer.alloc(length), 0, length, Math.max(at, 0))).buffer;
    const head = (await bytes(0, 8)).toString('latin1');
    if (head.startsWith(FEATHER)) throw storeErrors.TABLE_UNSUPPORTED({ path, problems: ['it is of Feather V1, which pyarrow writes no more'] });
    const isFile = head.startsWith(FILE);
    const ends = isFile ? (await bytes(size - 6, 6)).toString('latin1') === FILE && size > 20 : (await bytes(size - 8, 8)).toString('hex') === END;
    if (!isFile && !head.startsWith('\xff\xff\xff\xff')) throw storeErrors.TABLE_UNREADABLE({ path, reason: 'it is no Arrow file' });
    if (!ends) throw storeErrors.TABLE_UNREADABLE({ path, reason: 'it is cut off: its end is missing' });
  } finally {
    await handle.close();
  }
}
