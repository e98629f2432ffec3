import { copyFile, link, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { codeOf } from './durable-file.ts';
import type { Means } from './means.ts';
import { quoteLiteral } from './sql-text.ts';

/**
 * Copies records and bytes into a folder that is not there yet, as they are at one moment, also while others write. Bytes are linked where that can be
 * done, so a copy takes next to no room: stored bytes never change. Prediction logs stay behind. For SQLite alone.
 */
export async function copyState(from: Means, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await from.db.tables().executeQuery(CompiledQuery.raw(`vacuum into ${quoteLiteral(join(to, 'records.sqlite'))}`));
  const [shelves, copies] = [from.folder.path('blobs', 'sha256'), join(to, 'blobs', 'sha256')];
  for (const entry of await readdir(shelves, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const copy = join(copies, path.slice(shelves.length));
    await mkdir(dirname(copy), { recursive: true });
    await link(path, copy).catch((error: unknown) => {
      if (codeOf(error) !== 'EXDEV' && codeOf(error) !== 'EPERM') throw error;
      return copyFile(path, copy);
    });
  }
}
