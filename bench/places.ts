import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Compiled, this file lies in .tmp-bench/compiled/.
/** The repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The command line, as it was built. */
export const CLI = join(ROOT, 'dist', 'cli', 'main.js');

/** A compiled file of this folder, to be started as a process. */
export const compiledFile = (name: string): string => join(ROOT, '.tmp-bench', 'compiled', `${name}.js`);

/** A folder to measure in, on the repository's own disk: a temporary folder may be in memory, where nothing is slow. */
export function scratch(name: string): string {
  const folder = join(ROOT, '.tmp-bench', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
