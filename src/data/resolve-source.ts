import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { dataErrors } from './data.errors.ts';
import type { Source } from './dataset.ts';

/** The absolute path of a source's file. A package is looked for as Node does: in `node_modules` of the project and of the folders above. Throws DATA_SOURCE_MISSING, DATA_PACKAGE_MISSING. */
export async function resolveSource(source: Source, { dataset, root }: { readonly dataset: string; readonly root: string }): Promise<string> {
  const [path, searched] = source.path === undefined ? await inPackage(source.package!, source.file!, { dataset, root }) : [source.path, resolve(root, source.path)];
  if (!(await isThere(searched, 'isFile'))) throw dataErrors.SOURCE_MISSING({ dataset, path, searched });
  return searched;
}

async function inPackage(name: string, file: string, about: { readonly dataset: string; readonly root: string }): Promise<[path: string, searched: string]> {
  for (let folder = resolve(about.root); ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (await isThere(place, 'isDirectory')) return [join(name, file), join(place, file)];
    if (folder === dirname(folder)) throw dataErrors.PACKAGE_MISSING({ ...about, package: name });
  }
}

const isThere = (path: string, as: 'isFile' | 'isDirectory'): Promise<boolean> =>
  stat(path).then(
    (found) => found[as](),
    () => false,
  );
