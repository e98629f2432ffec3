// Needs the file system alone: the command line asks this before it loads anything else.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const CONFIG_FILE = 'capstan.config.ts';

/** The folder of the nearest `capstan.config.ts`, looking upwards from `start`; undefined when there is none. */
export function findRootAbove(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Where a project keeps its state, beside its configuration. */
export const stateFolderOf = (root: string): string => join(root, '.capstan');
