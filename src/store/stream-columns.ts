import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { ColumnBatch, ColumnsParameter } from './columns.ts';
import { numericExpression } from './duckdb-values.ts';
import { copyDoubles, createTextReader } from './duckdb-vectors.ts';
import type { HandOver } from './hand-over.ts';

/** Rows of DuckDB's chunks, at most. */
const CHUNK = 2048;
/** Rows that are handed over at once: of more, what counts a column stays near the processor for longer; of fewer, DuckDB reads more of the next meanwhile. */
const STRETCH = 2 * CHUNK;

/** A query, the connection that runs it, and the way by which its rows come. */
export interface StreamedQuery {
  readonly connection: DuckDBConnection;
  readonly handOver: HandOver;
  readonly sql: string;
  readonly parameters: ColumnsParameter[];
}

/** Hands a result over stretch by stretch; what one stretch was read into serves the next. Gives the names of the columns, and which are numbers. */
export async function streamColumns(
  { connection, handOver, sql, parameters }: StreamedQuery,
  take: (batch: ColumnBatch) => void,
): Promise<{ readonly names: readonly string[]; readonly isNumeric: readonly boolean[] }> {
  const described = (await connection.runAndReadAll(`DESCRIBE ${sql}`, parameters)).getRows();
  const names = described.map((row) => String(row[0]));
  const numeric = described.map((row, i) => numericExpression(String(row[1]), `c${i}`));
  const isNumeric = numeric.map((expression) => expression !== undefined);
  // Conversion happens in DuckDB, vectorised; only doubles and text cross over.
  const wanted = numeric.map((expression, i) => expression ?? `CAST(c${i} AS VARCHAR)`);
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
  const copy = (chunk: DuckDBDataChunk): void => {
    const { rowCount } = chunk;
    if (rows + rowCount > STRETCH) hand();
    for (let i = 0; i < names.length; i++) {
      const vector = chunk.getColumnVector(i + 1);
      if (isNumeric[i] === true) nulls[i]! += copyDoubles(vector, numbers[i]!.subarray(rows, rows + rowCount));
      else nulls[i]! += readers[i]!(vector, { into: texts[i]!, at: rows, length: rowCount });
    }
    rows += rowCount;
  };
  const meanwhile = (): void => {
    if (rows + CHUNK > STRETCH) hand();
  };
  await handOver(
    { copy, meanwhile },
    // Rows that are numbered come in order, however many threads there are.
    (name) =>
      connection.run(
        `SELECT count(taken) FROM (SELECT ${[`${name}(row_number() OVER ()`, ...wanted].join(', ')}) AS taken FROM (${sql}) AS t(${names.map((_, i) => `c${i}`).join(', ')}))`,
        parameters,
      ),
  );
  hand();
  return { names, isNumeric };
}
