import { open, rm } from 'node:fs/promises';
import type { Means } from '../../store/index.ts';
import type { ColumnKind } from '../columns.ts';
import { quoteIdentifier, quoteLiteral } from '../table-sql.store.ts';
import { type Examination, examineTable } from './check-table.store.ts';
import type { Contract } from './contract.ts';
import type { ContractFailure, ContractResult } from './contract-result.ts';
import type { Surroundings } from './surroundings.ts';
import { isOfKind } from './value-of-kind.ts';

const JSON_TYPE: Readonly<Record<ColumnKind, string>> = { number: 'DOUBLE', integer: 'BIGINT', string: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'BIGINT' };
/** Rows that are written at once. */
const BLOCK = 5_000;

/** Rows that lie in memory, by what they are checked. */
interface RowsCheck {
  readonly contract: Contract;
  readonly surroundings?: Surroundings;
}

type Rows = readonly Readonly<Record<string, unknown>>[];
/** Rows in memory, or stretch by stretch: then no more than one is held. */
type RowsInStretches = Rows | AsyncIterable<Rows>;

/**
 * Checks rows, such as the inputs of a window of requests, with instants in ms: about 2 µs a value. What is not of its column's kind counts as missing: that is for the test of
 * the single request to say. Throws DATA_CONTRACT_INVALID.
 */
export const checkRows = async (means: Means, rows: RowsInStretches, about: RowsCheck): Promise<ContractResult> =>
  examineRows(means, rows, { ...about, read: ({ result }) => Promise.resolve(result) });

/**
 * Positions of the rows that fail the tests of a kind, each once, ascending; null when one of these tests is not about single rows, such as an aggregate. For keeping apart what a failed check was
 * about. Throws DATA_CONTRACT_INVALID.
 * @example await breakingRows(means, rows, { contract, which: (failure) => failure.severity === 'error' })
 */
export const breakingRows = (means: Means, rows: Rows, about: RowsCheck & { readonly which: (failure: ContractFailure) => boolean }): Promise<readonly number[] | null> =>
  examineRows(means, rows, {
    ...about,
    async read({ result, rowsOf }) {
      const found = new Set<number>();
      for (const failure of result.failures.filter(about.which)) {
        const named = await rowsOf(failure);
        if (named === null) return null;
        for (const row of named) found.add(row);
      }
      return [...found].sort((a, b) => a - b);
    },
  });

/** Lets rows be a table for as long as they are examined. */
async function examineRows<T>(means: Means, rows: RowsInStretches, about: RowsCheck & { readonly read: (examined: Examination) => Promise<T> }): Promise<T> {
  const columns = Object.entries(about.contract.columns);
  const path = means.folder.unfinished('.json');
  try {
    const file = await open(path, 'w');
    try {
      for await (const stretch of Symbol.asyncIterator in rows ? rows : [rows])
        for (let from = 0; from < stretch.length; from += BLOCK) {
          const lines = stretch
            .slice(from, from + BLOCK)
            .map((row) => JSON.stringify(Object.fromEntries(columns.map(([name, { kind }]) => [name, isOfKind(kind, row[name]) ? row[name] : null]))));
          await file.write(`${lines.join('\n')}\n`);
        }
    } finally {
      await file.close();
    }
    const types = columns.map(([name, { kind }]) => `${quoteLiteral(name)}: '${JSON_TYPE[kind]}'`);
    const values = columns.map(([name, { kind }]) => (kind === 'timestamp' ? `epoch_ms(${quoteIdentifier(name)}) AS ${quoteIdentifier(name)}` : quoteIdentifier(name)));
    const table = `(SELECT ${values.join(', ')} FROM read_json(${quoteLiteral(path)}, format = 'newline_delimited', columns = {${types.join(', ')}}))`;
    return await about.read(await examineTable(means.columns, table, about));
  } finally {
    await rm(path, { force: true });
  }
}
