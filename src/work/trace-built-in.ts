import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Digest } from '../kernel/index.ts';
import type { FileDigests } from './file-digests.ts';
import { workErrors } from './work.errors.ts';

/** What a built-in module reaches within this package, and the packages that it imports. */
export interface BuiltInCode {
  /** Path within the compiled package → digest. */
  readonly files: Readonly<Record<string, Digest>>;
  /** Names of packages. */
  readonly packages: readonly string[];
}

/** Imports and re-exports as the compiler prints them, static or of a fixed name. */
const IMPORTS = /(?:^|[\s;}])(?:import|export)\s*(?:[^'"();]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** True for `capstan:train/steps/split`. */
export const isBuiltIn = (module: string): boolean => module.startsWith('capstan:');

/** The compiled file of `capstan:<room>/<file>`. Throws WORK_CODE_UNREADABLE. */
export function builtInPath(dist: string, module: string): string {
  const path = join(dist, `${module.slice('capstan:'.length)}.js`);
  if (!existsSync(path)) throw workErrors.CODE_UNREADABLE({ problems: [`${module} is not part of this package (${path})`] });
  return path;
}

/** Walks the imports of built-in modules. Each file is read at most once for all modules. */
export function createBuiltInTracer(dist: string, digests: FileDigests): (module: string) => Promise<BuiltInCode> {
  const imports = new Map<string, Promise<{ files: string[]; packages: string[] }>>();
  const importsOf = (path: string): Promise<{ files: string[]; packages: string[] }> => {
    const found = imports.get(path) ?? readImports(path);
    imports.set(path, found);
    return found;
  };
  return async (module) => {
    const reached = new Set<string>([builtInPath(dist, module)]);
    const packages = new Set<string>();
    // A set that grows while it is walked: each file is visited once.
    for (const path of reached) {
      const found = await importsOf(path);
      for (const file of found.files) reached.add(file);
      for (const name of found.packages) packages.add(name);
    }
    const files: Record<string, Digest> = {};
    for (const path of [...reached].toSorted()) {
      const digest = await digests.digestOf(path);
      if (digest !== undefined) files[relative(dist, path).replaceAll('\\', '/')] = digest;
    }
    return { files, packages: [...packages].toSorted() };
  };
}

async function readImports(path: string): Promise<{ files: string[]; packages: string[] }> {
  const files: string[] = [];
  const packages: string[] = [];
  for (const match of (await readFile(path, 'utf8')).matchAll(IMPORTS)) {
    const name = match[1] ?? match[2]!;
    if (name.startsWith('.')) files.push(join(dirname(path), name));
    else if (!name.startsWith('node:')) packages.push(/^(?:@[^/]+\/)?[^/]+/.exec(name)![0]);
  }
  return { files: files.filter((file) => existsSync(file)), packages };
}

/** The folder whose node_modules holds a package, as Node looks for it from `from` upwards. */
export function findPackage(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
    if (dirname(folder) === folder) return undefined;
  }
}
