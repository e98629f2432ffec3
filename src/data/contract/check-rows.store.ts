import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import type { ColumnKind } from '../columns.ts';
import { quoteIdentifier, quoteLiteral } from '../table-sql.store.ts';
import { checkTable } from './check-table.store.ts';
import type { Contract } from './contract.ts';
import type { ContractResult } from './contract-result.ts';
import type { Surroundings } from './surroundings.ts';
import { isOfKind } from './value-of-kind.ts';

const JSON_TYPE: Readonly<Record<ColumnKind, string>> = { number: 'DOUBLE', integer: 'BIGINT', string: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'BIGINT' };
/** Rows that are written at once. */
const BLOCK = 5_000;

/**
 * Checks rows that lie in memory, such as the inputs of a window of requests, with instants in ms: about 2 µs a value. What is not of its column's kind counts as missing: that is for the test of
 * the single request to say. Throws DATA_CONTRACT_INVALID.
 */
export async function checkRows(
  means: Means,
  rows: readonly Readonly<Record<string, unknown>>[],
  about: { readonly contract: Contract; readonly surroundings?: Surroundings },
): Promise<ContractResult> {
  const columns = Object.entries(about.contract.columns);
  const folder = means.folder.path('check');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${newId('rows', means.clock)}.json`);
  try {
    const file = await open(path, 'w');
    try {
      for (let from = 0; from < rows.length; from += BLOCK) {
        const lines = rows
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
    return await checkTable(means.columns, table, about);
  } finally {
    await rm(path, { force: true });
  }
}
