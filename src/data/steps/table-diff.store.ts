import { writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { type DiffKey, diffTables, type DiffTable } from '../diff-tables.store.ts';
import { inputTable, type SaidTable } from './table-input.store.ts';

/** What `tableDiff` is told. */
export interface TableDiffParams extends DiffKey {
  readonly before: SaidTable;
  readonly after: SaidTable;
}

/** Says how two tables differ; writes `DatasetDiff` as JSON. */
export async function tableDiff({ inputs, outputs, params }: StepContext): Promise<void> {
  const { before, after, ...by } = params as unknown as TableDiffParams;
  const columns = openColumns();
  // The files of a version are its parts, in their order.
  const paths = new Map<string, string>();
  const named = async (side: 'before' | 'after', { name, version }: SaidTable): Promise<DiffTable> => {
    if (version === null) return { name, file: (await inputTable(columns, inputs[side]!, { name, version })).from };
    version.manifest.parts.forEach((part, i) => paths.set(part.blob, inputs[side]![i]!));
    return { name, version };
  };
  try {
    const tables = { before: await named('before', before), after: await named('after', after) };
    const diff = await diffTables({ columns, blobs: { pathOf: (blob) => Promise.resolve(paths.get(blob)!) } }, tables, by);
    await writeFile(outputs['report']!, JSON.stringify(diff));
  } finally {
    await columns.close();
  }
}
