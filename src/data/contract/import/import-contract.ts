import type { ColumnKind } from '../../columns.ts';
import { contractFrom } from '../contract-schema.ts';
import type { ImportedContract } from './contract-draft.ts';
import { type ExpectationSuite, importExpectations } from './import-expectations.ts';
import { importPandera, type PanderaSchema } from './import-pandera.ts';

/** Imports a suite of Great Expectations or a schema of Pandera; undefined for anything else. `known` are kinds of columns that the rules do not tell. Throws DATA_CONTRACT_INVALID. */
export function importContract(value: unknown, known?: ReadonlyMap<string, ColumnKind>): ImportedContract | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { expectations, columns, schema_type: type } = value as { readonly expectations?: unknown; readonly columns?: unknown; readonly schema_type?: unknown };
  const imported = Array.isArray(expectations)
    ? importExpectations(value as ExpectationSuite, known)
    : type === 'dataframe' && typeof columns === 'object' && columns !== null
      ? importPandera(value as PanderaSchema, known)
      : undefined;
  return imported && { ...imported, contract: contractFrom(JSON.parse(JSON.stringify(imported.contract))) };
}
