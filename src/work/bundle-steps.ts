import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { BuildFailure, BuildResult, ImportKind, Message, Metafile, Plugin } from 'esbuild';
import { type Digest, digestOfBytes } from '../kernel/index.ts';
import { markPureDefinitions } from './mark-pure.ts';
import { workErrors } from './work.errors.ts';

/** What is bundled for one step: its function, unless it is built in, and the user modules it is handed. */
export interface StepEntry {
  readonly step?: { readonly module: string; readonly export: string };
  /** Name → path relative to the project. */
  readonly modules: Readonly<Record<string, string>>;
}

/** The code of one step alone. */
export interface StepBundle {
  /** Of the text with places of packages written relative to the project: the same wherever the project lies. */
  readonly code: Digest;
  /** What runs: imports are absolute URLs. */
  readonly text: string;
  readonly map: string;
  /** The project's files that the text comes from, relative to the project. */
  readonly files: readonly string[];
  /** Absolute paths of the installed files that it imports. */
  readonly externals: readonly string[];
}

/** This package's compiled files. */
export const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const SDK = join(DIST, 'sdk/index.js');
const EXTERNAL = 'capstan-external:';
const REQUIRED = 'capstan-required:';
const META = '__capstan_import_meta_url';
const BUILTIN = new Set(builtinModules);
/** Modules that load or run what no bundle can show. */
const OPAQUE = new Set(['module', 'vm', 'worker_threads', 'child_process', 'cluster', 'inspector', 'repl']);
const UNTRACEABLE = { 'unsupported-dynamic-import': 'warning', 'unsupported-require-call': 'warning', 'indirect-require': 'warning', 'direct-eval': 'warning' } as const;

/**
 * Bundles each step alone: whatever it does not reach is shaken off, comments, types and layout too, so that its digest changes when, and only when, what it runs changes.
 * Packages stay outside. `watched` are all files that were read. Throws WORK_CODE_UNREADABLE, WORK_CODE_NOT_TRACEABLE with all problems at once.
 */
export async function bundleSteps(root: string, entries: readonly StepEntry[]): Promise<{ bundles: readonly StepBundle[]; watched: readonly string[] }> {
  const { build } = await import('esbuild');
  let result: BuildResult<{ metafile: true; write: false }>;
  try {
    result = await build({
      entryPoints: Object.fromEntries(entries.map((_, index) => [`step-${index}`, `capstan-step:${index}`])),
      absWorkingDir: root,
      outdir: join(root, 'capstan-bundles'),
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      charset: 'utf8',
      legalComments: 'none',
      minifyWhitespace: true,
      sourcemap: 'external',
      sourcesContent: false,
      conditions: ['node-addons'],
      mainFields: ['main'],
      define: { 'import.meta.url': META, 'import.meta.dirname': META, 'import.meta.filename': META },
      logLevel: 'silent',
      logOverride: UNTRACEABLE,
      plugins: [resolveSteps(root, entries)],
    });
  } catch (error) {
    throw workErrors.CODE_UNREADABLE({ problems: (error as BuildFailure).errors?.map(describe) ?? [String(error)] }, { cause: error });
  }
  const { metafile, outputFiles, warnings } = result;
  const texts = new Map(outputFiles.map((file) => [relative(root, file.path), file.text]));
  const problems = new Set<string>();
  const bundles = entries.map((_, index) => {
    const name = `capstan-bundles/step-${index}.js`;
    const bundle = readBundle({ root, output: metafile.outputs[name]!, text: texts.get(name)!, map: texts.get(`${name}.map`)! });
    for (const problem of escapesOf({ root, bundle, output: metafile.outputs[name]! }, warnings)) problems.add(problem);
    return bundle;
  });
  if (problems.size > 0) throw workErrors.CODE_NOT_TRACEABLE({ problems: [...problems] });
  return {
    bundles,
    watched: Object.keys(metafile.inputs)
      .filter((path) => !path.startsWith('capstan-step:'))
      .map((path) => join(root, path)),
  };
}

type Output = Metafile['outputs'][string];

function readBundle(about: { root: string; output: Output; text: string; map: string }): StepBundle {
  const { root, output, text } = about;
  const externals = output.imports.filter((i) => i.path.startsWith(EXTERNAL) || i.path.startsWith(REQUIRED)).map((i) => join(root, i.path.slice(EXTERNAL.length)));
  const placed = text
    .replace(/"capstan-external:([^"]+)"/g, (_, path: string) => JSON.stringify(pathToFileURL(join(root, path)).href))
    .replace(/"capstan-required:([^"]+)"/g, (_, path: string) => JSON.stringify(join(root, path)));
  const requires = text.includes('require(') ? 'import{createRequire as __capstanRequire}from"node:module";const require=__capstanRequire(import.meta.url);' : '';
  return {
    code: digestOfBytes(text),
    text: `${requires}${placed}`,
    map: about.map,
    files: Object.entries(output.inputs)
      .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.startsWith('capstan-step:'))
      .map(([path]) => path)
      .toSorted(),
    externals: [...new Set(externals)].toSorted(),
  };
}

/** What makes the bundle less than the whole truth. */
function escapesOf({ root, bundle, output }: { root: string; bundle: StepBundle; output: Output }, warnings: readonly Message[]): string[] {
  const files = new Set(bundle.files);
  const owner = bundle.files.filter((file) => !isOwnFile(join(root, file))).join(', ');
  return [
    ...warnings.filter((warning) => warning.id in UNTRACEABLE && warning.location !== null && files.has(warning.location.file)).map(describe),
    ...output.imports.filter((i) => OPAQUE.has(i.path.replace(/^node:/, ''))).map((i) => `${owner} imports ${i.path}`),
    ...(bundle.text.includes(META) ? [`${owner} reads import.meta.url to find files`] : []),
  ];
}

/** True for a file of this package. */
export const isOwnFile = (path: string): boolean => path.startsWith(DIST);

const describe = (message: Message): string => `${message.location === null ? '' : `${message.location.file}:${message.location.line}: `}${message.text}`;

function resolveSteps(root: string, entries: readonly StepEntry[]): Plugin {
  return {
    name: 'capstan-steps',
    setup(builder) {
      builder.onResolve({ filter: /^capstan-step:/ }, (args) => ({ path: args.path.slice('capstan-step:'.length), namespace: 'capstan-step' }));
      builder.onLoad({ filter: /.*/, namespace: 'capstan-step' }, (args) => ({ contents: entryText(entries[Number(args.path)]!), resolveDir: root }));
      builder.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, (args) => (isOwnFile(args.path) ? undefined : markPureDefinitions(args.path)));
      // What a step takes of Capstan becomes part of its code, and nothing else of Capstan does.
      builder.onResolve({ filter: /^capstan$/ }, () => (existsSync(SDK) ? { path: SDK, sideEffects: false } : undefined));
      builder.onResolve({ filter: /^\./ }, (args) => (isOwnFile(args.importer) ? { path: join(dirname(args.importer), args.path), sideEffects: false } : undefined));
      builder.onResolve({ filter: /^[^./]/ }, async (args) => {
        if (args.pluginData === RESOLVING) return undefined;
        const sideEffects = !isOwnFile(args.importer);
        if (args.path.startsWith('node:') || BUILTIN.has(args.path)) return { path: args.path, external: true, sideEffects: false };
        const { importer, resolveDir, kind } = args;
        const found = await builder.resolve(args.path, { importer, resolveDir, kind, pluginData: RESOLVING });
        if (!sideEffects && found.errors.length > 0) return { path: args.path, external: true, sideEffects };
        if (found.errors.length > 0) return { errors: found.errors };
        // A linked package is source like any other: it has no entry in a lock file, so its code is bundled.
        if (!/[\\/]node_modules[\\/]/.test(found.path)) return { path: found.path };
        return { path: `${prefixOf(kind)}${relative(root, found.path).replaceAll('\\', '/')}`, external: true, sideEffects: sideEffects && found.sideEffects };
      });
    },
  };
}

const RESOLVING = Symbol('resolving');

const prefixOf = (kind: ImportKind): string => (kind === 'require-call' || kind === 'require-resolve' ? REQUIRED : EXTERNAL);

function entryText({ step, modules }: StepEntry): string {
  const from = (path: string): string => JSON.stringify(/^[./]/.test(path) ? path : `./${path}`);
  return [
    ...(step ? [`export { ${step.export} as step } from ${from(step.module)};`] : []),
    ...Object.entries(modules).map(([name, path]) => `export { default as ${JSON.stringify(`module ${name}`)} } from ${from(path)};`),
  ].join('\n');
}
