import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../kernel/index.ts';
import { trainErrors } from './train.errors.ts';

/** This package's definitions, which feature files import as `capstan`; bundled in, so that a release stands alone. */
const SDK = fileURLToPath(new URL('../sdk/index.js', import.meta.url).href.replace('/src/', '/dist/'));

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
      // Without side effects, so that nothing of the package comes along but the definitions that the file uses.
      plugins: [{ name: 'sdk', setup: (b) => b.onResolve({ filter: /^capstan$/ }, () => ({ path: SDK, sideEffects: false })) }],
    });
    return result.outputFiles[0]!.text;
  } catch (error) {
    throw trainErrors.FEATURE_FILE_UNREADABLE({ file: join(root, file), reason: messageOf(error).split('\n').slice(0, 3).join(' ') }, { cause: error });
  }
}
