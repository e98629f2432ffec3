import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DESCRIPTION, type FileToPack, modelErrors, packFiles } from '../model/index.ts';

/** Packs a directory that `save_model` of a client of MLflow wrote into one file. Throws MODEL_ARCHIVE_INVALID. */
export async function packDirectory(directory: string, to: string): Promise<void> {
  const files = await filesIn(directory, '');
  if (!files.some(({ path }) => path === DESCRIPTION)) throw modelErrors.ARCHIVE_INVALID({ reason: `the directory has no file ${DESCRIPTION}` });
  await pipeline(packFiles(files), createWriteStream(to));
}

async function filesIn(directory: string, below: string): Promise<FileToPack[]> {
  const found: FileToPack[] = [];
  for (const name of await readdir(join(directory, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    const at = join(directory, path);
    const entry = await lstat(at);
    if (entry.isDirectory()) found.push(...(await filesIn(directory, path)));
    else if (entry.isFile()) found.push({ path, size: entry.size, open: () => Promise.resolve(createReadStream(at)) });
    else throw modelErrors.ARCHIVE_INVALID({ reason: `${path} is neither a file nor a directory` });
  }
  return found;
}
