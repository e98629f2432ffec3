// `npm run bench` and `npm run bench:tracking`: compiles the benchmarks beside this file and runs the main file named, against the product as it was built into dist/.
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
  entryPoints: readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
  outbase: folder,
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
const [name, ...words] = process.argv.slice(2);
const { main } = await import(pathToFileURL(join(compiled, `${name}.js`)).href);
await main(words);
