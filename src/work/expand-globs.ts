import { type Dirent, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Never looked into: what is installed, what Python compiled, what Git keeps, what Capstan keeps. */
const LEFT_OUT = new Set(['node_modules', '__pycache__', '.git', '.capstan']);

/** True for a folder that is no source: one of those, or a virtual environment of Python. */
export const isLeftOut = (folder: string): boolean => LEFT_OUT.has(basename(folder)) || existsSync(join(folder, 'pyvenv.cfg'));

/** The files under `root` that match any pattern (relative, `/`-separated, in order), and every folder that was looked into, absolute. */
export async function expandGlobs(root: string, patterns: readonly string[]): Promise<{ files: string[]; folders: string[] }> {
  const files: string[] = [];
  const folders: string[] = [];
  const matchers = patterns.map(compileGlob);
  const walk = async (relative: string): Promise<void> => {
    const folder = join(root, relative);
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true }).catch(() => []);
    folders.push(folder);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (matchers.some((matcher) => matcher.mayHold(path)) && !isLeftOut(join(root, path))) await walk(path);
      } else if (matchers.some((matcher) => matcher.matches(path))) files.push(path);
    }
  };
  if (patterns.length > 0) await walk('');
  return { files: files.toSorted(), folders };
}

/** `*` and `?` stay within a name, `**` spans folders, `{a,b}` is a choice. A pattern that names a folder means all that is in it. */
function compileGlob(pattern: string): { matches(path: string): boolean; mayHold(folder: string): boolean } {
  const parts = pattern.replace(/^\.\//, '').replace(/\/$/, '').split('/');
  const source = (part: string): string =>
    part
      .replace(/[.+^$()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')
      .replace(/\{([^{}]*)\}/g, (_, choice: string) => `(?:${choice.split(',').join('|')})`);
  const whole = new RegExp(
    `^${parts.map((part, index) => (part === '**' ? (index === parts.length - 1 ? '.*' : '(?:.*/)?') : `${source(part)}${index === parts.length - 1 ? '' : '/'}`)).join('')}(?:/.*)?$`,
  );
  const heads = parts.map((part) => (part === '**' ? undefined : new RegExp(`^${source(part)}$`)));
  return {
    matches: (path) => whole.test(path),
    mayHold: (folder) => {
      for (const [index, name] of folder.split('/').entries()) {
        const head = heads[index];
        // Past the pattern's end, or at a `**`: anything below may match.
        if (head === undefined) return true;
        if (!head.test(name)) return false;
      }
      return true;
    },
  };
}
