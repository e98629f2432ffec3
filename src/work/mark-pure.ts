import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Loader, OnLoadResult } from 'esbuild';

/** What must be stepped over: comments, texts and templates. Then: a top-level definition, up to its call. */
const SCAN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|^(export\s+(?:const|let|var)\s+[\w$]+\s*(?::[^=\n]+)?=\s*|(?:const|let|var)\s+[\w$]+\s*(?::[^=\n]+)?=\s*|export\s+default\s+)([\w$]+)(?=\s*[(<])/gm;

/** The names that a module imports from `capstan` and that only define something. */
function definersOf(source: string): Set<string> {
  const names = new Set<string>();
  for (const match of source.matchAll(/import\s*\{([^}]*)\}\s*from\s*['"]capstan['"]/g)) {
    for (const item of match[1]!.split(',')) {
      const [, name, alias] = /^\s*(define\w+)(?:\s+as\s+([\w$]+))?\s*$/.exec(item) ?? [];
      if (name !== undefined) names.add(alias ?? name);
    }
  }
  return names;
}

/**
 * Loads a module with its top-level `defineStep(...)` calls marked as free of side effects, so that several steps in one file do not invalidate each other:
 * esbuild keeps a call whose result is unused unless it is told. It knows such a mark at the call only, not at an imported function.
 */
export async function markPureDefinitions(path: string): Promise<OnLoadResult> {
  const source = await readFile(path, 'utf8');
  const definers = definersOf(source);
  const contents =
    definers.size === 0
      ? source
      : source.replace(SCAN, (text, head: string | undefined, callee: string | undefined) =>
          head !== undefined && callee !== undefined && definers.has(callee) ? `${head}/* @__PURE__ */ ${callee}` : text,
        );
  return { contents, loader: LOADERS[extname(path)] ?? 'js' };
}

const LOADERS: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.tsx': 'tsx', '.jsx': 'jsx', '.js': 'js', '.mjs': 'js', '.cjs': 'js' };
