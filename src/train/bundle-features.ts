import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { messageOf } from '../kernel/index.ts';
import { trainErrors } from './train.errors.ts';

/** This package's compiled files, with the definitions that feature files import as `capstan`; bundled in, so that a release stands alone. */
const DIST = fileURLToPath(new URL('../', import.meta.url).href.replace('/src/', '/dist/'));

/** Takes of the package the definitions that a file uses, and nothing else of the half a megabyte that they could reach: no module of it does anything when loaded. */
const PACKAGE: Plugin = {
  name: 'capstan',
  setup(builder) {
    builder.onResolve({ filter: /^capstan$/ }, () => ({ path: join(DIST, 'sdk/index.js'), sideEffects: false }));
    builder.onResolve({ filter: /^\.\.?\// }, ({ importer, path }) => (importer.startsWith(DIST) ? { path: join(dirname(importer), path), sideEffects: false } : undefined));
  },
};

/**
 * Bundles a project's feature file into one ESM text without imports: the code that a release carries.
 * The same sources give the same text, wherever the project lies. Throws TRAIN_FEATURE_FILE_UNREADABLE.
 */
export async function bundleFeatures(root: string, file: string): Promise<string> {
  const { build } = await import('esbuild');
  try {
    const result = await build({
      stdin: { contents: `export { default } from ${JSON.stringify(`./${file.replace(/^\.\//, '')}`)};`, resolveDir: root, sourcefile: 'release-features.js' },
      absWorkingDir: root,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
      treeShaking: true,
      legalComments: 'none',
      minifySyntax: true,
      minifyWhitespace: true,
      logLevel: 'silent',
      plugins: [PACKAGE],
    });
    return result.outputFiles[0]!.text;
  } catch (error) {
    throw trainErrors.FEATURE_FILE_UNREADABLE({ file: join(root, file), reason: messageOf(error).split('\n').slice(0, 3).join(' ') }, { cause: error });
  }
}
