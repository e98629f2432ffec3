import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { dataErrors } from './data.errors.ts';
import type { Source } from './dataset.ts';

/** The absolute path of a source's file. A package is looked for as Node does: in `node_modules` of the project and of the folders above. Throws DATA_SOURCE_MISSING. */
export async function resolveSource(source: Source, about: { readonly dataset: string; readonly root: string }): Promise<string> {
  const named = source.path ?? join(source.package!, source.file!);
  const places: string[] = [];
  if (source.path !== undefined) places.push(resolve(about.root, source.path));
  else for (let folder = resolve(about.root); places.at(-1) === undefined || folder !== dirname(folder); folder = dirname(folder)) places.push(join(folder, 'node_modules', named));
  for (const place of places) if (await isFile(place)) return place;
  throw dataErrors.SOURCE_MISSING({ dataset: about.dataset, path: named, searched: places[0]!, root: about.root, package: source.package ?? null });
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
