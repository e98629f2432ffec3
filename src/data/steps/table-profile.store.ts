import { writeFile } from 'node:fs/promises';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { profileReadable } from '../profile-file.store.ts';
import { fileTable } from '../tables/read-table.store.ts';

/** Profiles a table; writes `TableProfile` as JSON. */
export async function tableProfile({ inputs, outputs }: StepContext): Promise<void> {
  const store = openColumns();
  try {
    await writeFile(outputs['report']!, JSON.stringify(await profileReadable(store, await fileTable(store, inputs['table']!))));
  } finally {
    await store.close();
  }
}
