import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { DuckDb } from './duckdb-values.ts';

/** What is done with rows, in order. What it throws ends the query. */
interface RowTaker {
  /** Copies what it needs: the chunk is DuckDB's own, which fills it again when this returns. */
  readonly copy: (chunk: DuckDBDataChunk) => void;
  /** Called after each, while DuckDB reads on. */
  readonly meanwhile: () => void;
}

/** Runs a query that hands rows over by a function of SQL, of which it is told the name; when it has ended, all have been taken. */
export type HandOver = (taker: RowTaker, run: (name: string) => Promise<unknown>) => Promise<void>;

/**
 * Lets SQL call JavaScript with the rows that it reads. Of a result that is fetched instead, every chunk is copied, and its memory is held until V8 collects what names it:
 * that takes as long as to read the file does, and twice the memory.
 */
export function createHandOver({ DuckDBScalarFunction, ANY, BOOLEAN }: DuckDb, connection: DuckDBConnection): HandOver {
  // A function stays as long as the database does: one that no query uses serves the next.
  const free: string[] = [];
  const taking = new Map<string, RowTaker['copy']>();
  let made = 0;
  const make = (): string => {
    const name = `hand_over_${++made}`;
    const mainFunction = (_: unknown, chunk: DuckDBDataChunk): void => taking.get(name)!(chunk);
    connection.registerScalarFunction(DuckDBScalarFunction.create({ name, varArgsType: ANY, returnType: BOOLEAN, mainFunction, volatile: true, specialHandling: true }));
    return name;
  };
  return async ({ copy, meanwhile }, run) => {
    const name = free.pop() ?? make();
    let fault: { readonly error: unknown } | undefined;
    const attempt = (work: () => void): void => {
      try {
        if (fault === undefined) work();
      } catch (error) {
        fault = { error };
      }
    };
    taking.set(name, (chunk) => {
      attempt(() => copy(chunk));
      // DuckDB is told of it, ends the query, and repeats it in words.
      if (fault !== undefined) throw fault.error;
      queueMicrotask(() => attempt(meanwhile));
    });
    try {
      await run(name);
    } catch (error) {
      throw fault === undefined ? error : fault.error;
    } finally {
      taking.delete(name);
      free.push(name);
    }
    if (fault !== undefined) throw fault.error;
  };
}
