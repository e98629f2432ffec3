import { copyFileSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { DIST } from '../bundle-steps.ts';
import { isLeftOut } from '../expand-globs.ts';

/** The reads of one run of a Python program. */
export interface WatchedReads {
  /** The environment in which the program notes what it reads. */
  readonly env: Readonly<Record<string, string>>;
  /** The project's files that it read, relative and sorted; what is installed, and what Git or Capstan keeps, does not count. */
  read(): string[];
}

/**
 * Has a Python program, and every Python program that it starts, note which files of the project it opens to read. `folder` is not there yet.
 * What libraries open in native code (pyarrow, DuckDB) is not seen.
 */
export function watchReads(root: string, about: { readonly folder: string; readonly env: Readonly<Record<string, string>> }): WatchedReads {
  const { folder, env } = about;
  const roots = [...new Set([root, realpathSync(root)])];
  mkdirSync(folder);
  copyFileSync(join(DIST, 'work/python/sitecustomize.py'), join(folder, 'sitecustomize.py'));
  writeFileSync(join(folder, 'project'), roots.join('\n'));
  return {
    env: { ...env, PYTHONPATH: [folder, env['PYTHONPATH'] ?? ''].filter(Boolean).join(delimiter) },
    read() {
      const lines = readdirSync(folder).flatMap((name) => (name.startsWith('reads.') ? readFileSync(join(folder, name), 'utf8').split('\n') : []));
      const inside = lines.flatMap((path) => roots.filter((each) => path.startsWith(each + sep)).map((each) => sourceOf(relative(each, path))));
      return [...new Set(inside)].filter((path) => !isInstalled(root, path)).toSorted();
    },
  };
}

/** A module that was compiled before is read as `__pycache__/rates.cpython-311.pyc`: what counts is `rates.py`. */
const sourceOf = (path: string): string => path.replace(/(^|\/)__pycache__\/([^/]+?)\.[^/.]+(?:\.opt-\d)?\.pyc$/, '$1$2.py');

const isInstalled = (root: string, path: string): boolean => foldersOf(path).some((folder) => isLeftOut(join(root, folder)));

const foldersOf = (path: string): string[] => (dirname(path) === '.' ? [] : [...foldersOf(dirname(path)), dirname(path)]);
