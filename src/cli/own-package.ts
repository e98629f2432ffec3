import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package: what `package.json` and `examples/` lie in. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../../', import.meta.url));

/**
 * How another project names this very package as a dependency: by version when it came from a registry, by its file or folder when it did not,
 * so that installing the project never fetches another package that happens to have the name.
 */
export function ownDependency(version: string): string {
  const modules = dirname(PACKAGE_FOLDER);
  if (basename(modules) !== 'node_modules') return `file:${PACKAGE_FOLDER.replace(/[\\/]$/, '')}`;
  const lock = join(modules, '.package-lock.json');
  const packages = existsSync(lock) ? (JSON.parse(readFileSync(lock, 'utf8')) as { packages?: Record<string, { resolved?: string }> }).packages : undefined;
  const resolved = packages?.['node_modules/capstan']?.resolved;
  return resolved?.startsWith('file:') ? `file:${resolve(modules, '..', resolved.slice('file:'.length))}` : `^${version}`;
}
