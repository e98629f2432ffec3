// `npm run build`: the server side through `tsc`, the page through Vite, and what every command, or a thread, loads gathered into a few files.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));
const dist = join(root, 'dist');
const gathered = join(dist, 'dependencies');

const run = (...command) =>
  execFileSync('npx', ['--no-install', ...command], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, npm_config_loglevel: 'error' } });

/**
 * Packages of hundreds of small modules: loading typebox and kysely one file at a time takes three times as long as the 150 ms that an unchanged pipeline may take.
 * Each is one file here, under the name by which the code imports it; they stay dependencies, for their types.
 */
const GATHER = ['typebox', 'typebox/compile', 'typebox/system', 'kysely', '@marcbachmann/cel-js'];
/** DuckDB's binding, in small CommonJS files: reading all 180 takes ten times as long as loading DuckDB. */
const DUCKDB = '@duckdb/node-api';
const fileOf = (name) => `${name.replace('@', '').replaceAll('/', '-')}.js`;

/** What Python loads of ours. */
function copyPython() {
  for (const path of [join('work', 'python', 'sitecustomize.py'), join('model', 'mlflow', 'score.py')]) copyFileSync(join(root, 'src', path), join(dist, path));
}

async function gatherDependencies() {
  await build({
    absWorkingDir: root,
    entryPoints: GATHER.map((name) => ({ in: name, out: fileOf(name).slice(0, -3) })),
    outdir: gathered,
    bundle: true,
    splitting: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  await gatherDuckDb();
  const all = [...GATHER, DUCKDB];
  const packages = [
    ...new Set(
      all.map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    ),
  ];
  writeFileSync(join(gathered, 'LICENSES.txt'), packages.map((name) => `${name}\n\n${licenceOf(name)}\n`).join('\n----\n\n'));

  const imports = new RegExp(`((?:from|import)\\s*\\(?\\s*)['"](${all.map((name) => name.replaceAll('/', '\\/')).join('|')})['"]`, 'g');
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !entry.name.endsWith('.js') || path.startsWith(gathered + sep) || path.startsWith(join(dist, 'ui') + sep)) continue;
    const text = readFileSync(path, 'utf8');
    const way = relative(dirname(path), gathered).replaceAll(sep, '/');
    const changed = text.replaceAll(imports, (_, start, name) => `${start}'${way.startsWith('.') ? way : `./${way}`}/${fileOf(name)}'`);
    if (changed !== text) writeFileSync(path, changed);
  }
}

/** What is native is not gathered, and is found from where the package stands. */
async function gatherDuckDb() {
  const names = Object.keys(await import(DUCKDB)).filter((name) => /^\w+$/.test(name) && name !== 'default');
  await build({
    absWorkingDir: root,
    stdin: { contents: `import api from '${DUCKDB}';\nexport const { ${names.join(', ')} } = api;`, resolveDir: root },
    outfile: join(gathered, fileOf(DUCKDB)),
    bundle: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@duckdb/node-bindings'],
    banner: { js: `import { createRequire } from 'node:module';\nconst require = createRequire(createRequire(import.meta.url).resolve('${DUCKDB}'));` },
    logLevel: 'error',
  });
}

/** What none of our modules uses of another is left out, with what it loads: none does anything when it is loaded but the packages, and those that are started. */
const usedAlone = {
  name: 'used-alone',
  setup(building) {
    building.onResolve({ filter: /^\.{1,2}\// }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === usedAlone || importer.startsWith(gathered + sep)) return undefined;
      return { ...(await building.resolve(path, { importer, resolveDir, kind, pluginData: usedAlone })), sideEffects: false };
    });
  },
};

/**
 * A thread has loaded nothing that the process has. As one file it is there in a third of the time, and takes half of the memory; the file stands where the compiled one stood.
 */
async function gatherThread(path) {
  const file = join(dist, path);
  await build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    minifySyntax: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [usedAlone],
    logLevel: 'error',
  });
}

function licenceOf(name) {
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return file === undefined ? `Licence: ${JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).license}` : readFileSync(join(folder, file), 'utf8').trim();
}

try {
  run('tsc', '-p', 'tsconfig.build.json');
  copyPython();
  await gatherDependencies();
  await gatherThread(join('server', 'mlflow', 'answer-worker.js'));
  await gatherThread(join('data', 'profile', 'numbers-worker.store.js'));
  if (existsSync(join(root, 'ui', 'vite.config.ts'))) run('vite', 'build', 'ui', '--logLevel', 'warn');
} catch (error) {
  process.exitCode = error.status ?? 1;
  if (error.status === undefined) throw error;
}
