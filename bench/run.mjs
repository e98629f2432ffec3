// `npm run bench`: compiles the benchmarks beside this file and runs them against the product as it was built into dist/.
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = join(folder, '..');
const compiled = join(root, '.tmp-bench', 'compiled');

/** What a benchmark imports from src/ is, at run time, the built file: what is measured is what users run. */
const builtProduct = {
  name: 'built-product',
  setup(building) {
    building.onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      const source = join(root, 'src') + sep;
      if (!file.startsWith(source)) return undefined;
      return { path: pathToFileURL(join(root, 'dist', file.slice(source.length).replace(/\.ts$/, '.js'))).href, external: true };
    });
  },
};

rmSync(compiled, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
  outdir: compiled,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  plugins: [builtProduct],
  logLevel: 'error',
});
const { main } = await import(pathToFileURL(join(compiled, 'main.js')).href);
await main(process.argv.slice(2));
