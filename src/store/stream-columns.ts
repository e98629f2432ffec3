import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnBatch, ColumnsParameter } from './columns.ts';
import { numericExpression } from './duckdb-values.ts';
import { copyDoubles, createTextReader } from './duckdb-vectors.ts';

/** Rows that are handed over at once: eight chunks, so that what counts a column stays near the processor for longer. */
const STRETCH = 16_384;

/** Hands a result over stretch by stretch; what one stretch was read into serves the next. Gives the names of the columns, and which are numbers. */
export async function streamColumns(
  connection: DuckDBConnection,
  query: { readonly sql: string; readonly parameters: ColumnsParameter[] },
  take: (batch: ColumnBatch) => void,
): Promise<{ readonly names: readonly string[]; readonly isNumeric: readonly boolean[] }> {
  const { sql, parameters } = query;
  const described = (await connection.runAndReadAll(`DESCRIBE ${sql}`, parameters)).getRows();
  const names = described.map((row) => String(row[0]));
  const numeric = described.map((row, i) => numericExpression(String(row[1]), `c${i}`));
  const isNumeric = numeric.map((expression) => expression !== undefined);
  // Conversion happens in DuckDB, vectorised; only doubles and text cross over.
  const wanted = numeric.map((expression, i) => expression ?? `CAST(c${i} AS VARCHAR)`);
  const result = await connection.stream(`SELECT ${wanted.join(', ')} FROM (${sql}) AS t(${names.map((_, i) => `c${i}`).join(', ')})`, parameters);
  const readers = names.map(() => createTextReader());
  const numbers = names.map((_, i) => new Float64Array(isNumeric[i] === true ? STRETCH : 0));
  const texts = names.map((): (string | null)[] => []);
  const nulls = names.map(() => 0);
  let rows = 0;
  const hand = (): void => {
    if (rows === 0) return;
    for (const column of texts) column.length = Math.min(column.length, rows);
    take({ rows, columns: names.map((_, i) => (isNumeric[i] === true ? numbers[i]!.subarray(0, rows) : texts[i]!)), nulls: [...nulls] });
    nulls.fill(0);
    rows = 0;
  };
  // The next chunk is read in another thread while this one is taken.
  let ahead = result.fetchChunk();
  for (;;) {
    const chunk = await ahead;
    if (chunk === null || chunk.rowCount === 0) break;
    ahead = result.fetchChunk();
    try {
      if (rows + chunk.rowCount > STRETCH) hand();
      for (let i = 0; i < names.length; i++) {
        const vector = chunk.getColumnVector(i);
        if (isNumeric[i] === true) nulls[i]! += copyDoubles(vector, numbers[i]!.subarray(rows, rows + chunk.rowCount));
        else nulls[i]! += readers[i]!(vector, { into: texts[i]!, at: rows, length: chunk.rowCount });
      }
      rows += chunk.rowCount;
    } catch (error) {
      // The connection is free for the next query only when nothing is read from it.
      await ahead.catch(() => null);
      throw error;
    }
  }
  hand();
  return { names, isNumeric };
}
