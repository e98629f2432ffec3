import type { DuckDBConnection } from '@duckdb/node-api';
import type { ColumnBatch, ColumnsParameter } from './columns.ts';
import { numericExpression } from './duckdb-values.ts';
import { copyDoubles, createTextReader } from './duckdb-vectors.ts';

/** Hands a result over chunk by chunk; what one chunk was read into serves the next. Gives the names of the columns, and which are numbers. */
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
  const numbers = names.map(() => new Float64Array());
  const texts = names.map((): (string | null)[] => []);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const rows = chunk.rowCount;
    const nulls: number[] = [];
    const columns = names.map((_, i) => {
      const vector = chunk!.getColumnVector(i);
      if (isNumeric[i] !== true) {
        const into = texts[i]!;
        into.length = rows;
        nulls.push(readers[i]!(vector, rows, into));
        return into;
      }
      if (numbers[i]!.length < rows) numbers[i] = new Float64Array(rows);
      const into = numbers[i]!.subarray(0, rows);
      nulls.push(copyDoubles(vector, rows, into));
      return into;
    });
    take({ rows, columns, nulls });
  }
  return { names, isNumeric };
}
