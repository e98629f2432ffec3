import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the repository, as the walls see it. */
export interface SourceFile {
  /** From the root of the repository, such as `src/data/contract.ts`. */
  readonly path: string;
  readonly text: string;
}

/** One import or re-export of a file. */
export interface Import {
  readonly from: string;
  /** As written: `./x.ts`, `kysely`. */
  readonly specifier: string;
  /** The path it leads to, for a relative one. */
  readonly target: string | undefined;
  /** `type`: erased by the compiler. `lazy`: `import()` at run time. `import { type A }` is a value import, because the compiler leaves an empty import behind. */
  readonly kind: 'value' | 'type' | 'lazy';
}

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** Every text file under the given folders of the repository, in order. */
export function readFiles(folders: readonly string[]): SourceFile[] {
  const files: SourceFile[] = [];
  for (const folder of folders) {
    for (const entry of readdirSync(join(REPOSITORY, folder), { recursive: true, withFileTypes: true })) {
      const path = posix.join(entry.parentPath.slice(REPOSITORY.length).replaceAll('\\', '/'), entry.name);
      if (!entry.isFile() || !/\.(?:ts|tsx|mjs|css|md)$/.test(entry.name) || /(?:^|\/)(?:\.capstan|dist|node_modules)\//.test(path)) continue;
      files.push({ path, text: readFileSync(join(REPOSITORY, path), 'utf8') });
    }
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export const isTest = (path: string): boolean => /\.test\.tsx?$|-fixture\.ts$|\/fixtures\//.test(path);

/** The room of a file of `src/`; undefined for one that lies beside the rooms. */
export const roomOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

/** The code without its comments. Knows no strings: a comment must follow white space or an opening bracket, which `'**' + '/*.ts'` does not. */
export const withoutComments = (text: string): string => text.replaceAll(/(^|[\s({[,;])\/\*[\s\S]*?\*\//g, '$1').replaceAll(/(^|\s)\/\/.*$/gm, '$1');

/** What a file imports. */
export function importsOf(file: SourceFile): Import[] {
  const text = withoutComments(file.text);
  const found: Import[] = [];
  const add = (specifier: string, kind: Import['kind']): void => {
    found.push({ from: file.path, specifier, kind, target: specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : undefined });
  };
  for (const match of text.matchAll(/^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w*{][^;'"`]*?\sfrom\s+)?['"]([^'"]+)['"]/gm))
    add(match[2]!, match[1] === undefined ? 'value' : 'type');
  for (const match of text.matchAll(/(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.\w)?/g))
    add(match[2]!, match[1] !== undefined || (match[3] !== undefined && /[A-Z]/.test(match[3])) ? 'type' : 'lazy');
  return found;
}
