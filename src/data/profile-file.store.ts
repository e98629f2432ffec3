import type { Columns as ColumnStore } from '../store/index.ts';
import type { Column, ColumnKind } from './columns.ts';
import { sketchTable } from './profile/profile-table.store.ts';
import type { SketchedProfile } from './profile/profile-bytes.ts';
import type { TableProfile } from './profile/profile.ts';
import { familyOf, type TableSql } from './table-sql.store.ts';

/** Profiles a table with the types that it says it has; what is neither a number, a truth nor an instant is profiled as text. */
export const profileReadable = async (store: ColumnStore, from: TableSql): Promise<TableProfile> => (await sketchReadable(store, from)).profile;

/** The same, with the sketches that are stored beside it. */
export async function sketchReadable(store: ColumnStore, from: TableSql): Promise<SketchedProfile> {
  const described = await store.query<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM ${from}`);
  const columns = described.map(({ column_name, column_type }): [string, Column] => [column_name, { kind: kindOf(column_type), nullable: true }]);
  return sketchTable(store, from, Object.fromEntries(columns));
}

function kindOf(type: string): ColumnKind {
  const family = familyOf(type);
  return family === 'other' ? 'string' : family;
}
