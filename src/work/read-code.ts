import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Digest, digestOf, type JsonValue } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { bundleSteps, DIST, isOwnFile, type StepBundle, type StepEntry } from './bundle-steps.ts';
import type { FileDigests } from './file-digests.ts';
import { type LockReader, type PackageIdentity, placeInNodeModules } from './lock-closure.ts';
import { watchPath } from './noop.ts';
import type { Step } from './step.ts';
import { builtInPath, createBuiltInTracer, findPackage, isBuiltIn } from './trace-built-in.ts';
import { findCode, saveCode } from './work.store.ts';

/** An export that the worker imports. */
export interface Imported {
  readonly url: string;
  readonly export: string;
}

/** The code of one step: its identity, and where it runs from. */
export interface StepCode {
  readonly digest: Digest;
  /** File → digest, to say which one changed. */
  readonly files: Readonly<Record<string, string>>;
  readonly packages: readonly PackageIdentity[];
  readonly step: Imported;
  readonly modules: Readonly<Record<string, Imported>>;
  /** esbuild's version, where it made the code. */
  readonly bundler: string | null;
}

interface CodeRecord {
  readonly bundles: readonly { readonly code: Digest; readonly path: string; readonly files: Readonly<Record<string, Digest>>; readonly externals: readonly string[] }[];
  readonly watched: readonly (readonly [path: string, digest: string | null])[];
  readonly folders: readonly (readonly [path: string, digest: string | null])[];
}

interface Tools {
  readonly root: string;
  readonly means: Means;
  readonly digests: FileDigests;
  readonly lock: LockReader;
  /** Folders in which a new file could change what an import finds. */
  readonly folders: Set<string>;
}

/** Finds the code of every step that is a function, bundling only when a file changed. Throws WORK_CODE_UNREADABLE, WORK_CODE_NOT_TRACEABLE. */
export async function readCode(steps: readonly Step[], tools: Tools): Promise<ReadonlyMap<string, StepCode>> {
  const functions = steps.flatMap((step) => ('module' in step.action ? [{ step, ...step.action, modules: step.modules ?? {} }] : []));
  const bundled = functions.filter((f) => !isBuiltIn(f.module) || Object.keys(f.modules).length > 0);
  const entries = bundled.map((f): StepEntry => ({ ...(!isBuiltIn(f.module) && { step: { module: f.module, export: f.export } }), modules: f.modules }));
  const bundler = entries.length === 0 ? null : bundlerVersion(tools.digests);
  const record = bundler === null ? undefined : await readBundles(entries, { ...tools, bundler });
  const trace = createBuiltInTracer(DIST, tools.digests);
  const codes = new Map<string, StepCode>();
  for (const f of functions) {
    const bundle = record?.bundles[bundled.indexOf(f)];
    const builtIn = isBuiltIn(f.module) ? await trace(f.module) : undefined;
    const url = bundle === undefined ? '' : `${pathToFileURL(bundle.path).href}?step=${encodeURIComponent(f.step.name)}`;
    codes.set(f.step.name, {
      digest: digestOf({ bundle: bundle?.code ?? null, builtIn: builtIn === undefined ? null : { module: f.module, export: f.export, files: builtIn.files } }),
      files: { ...bundle?.files, ...(builtIn && Object.fromEntries(Object.entries(builtIn.files).map(([path, digest]) => [`capstan/${path}`, digest]))) },
      packages: uniquePackages([
        ...(bundle?.externals ?? []).flatMap((path) => packagesAt(path, tools.lock)),
        ...(builtIn?.packages ?? []).flatMap((name) => ownPackages(name, tools.lock)),
      ]),
      step: builtIn ? { url: pathToFileURL(builtInPath(DIST, f.module)).href, export: f.export } : { url, export: 'step' },
      modules: Object.fromEntries(Object.keys(f.modules).map((name) => [name, { url, export: `module ${name}` }])),
      bundler: bundle ? bundler : null,
    });
  }
  return codes;
}

async function readBundles(entries: readonly StepEntry[], tools: Tools & { bundler: string }): Promise<CodeRecord> {
  const { root, means, digests, folders } = tools;
  const key = digestOf({ root, bundler: tools.bundler, entries: JSON.parse(JSON.stringify(entries)) as JsonValue });
  const known = (await findCode(means, key)) as unknown as CodeRecord | undefined;
  const current = known !== undefined && (await isCurrent(known, digests));
  const record = current ? known : await makeBundles(entries, tools);
  if (!current) await saveCode(means, key, record as unknown as JsonValue);
  for (const [folder] of record.folders) folders.add(folder);
  return record;
}

async function isCurrent(known: CodeRecord, digests: FileDigests): Promise<boolean> {
  for (const [path, digest] of known.watched) if (((await digests.digestOf(path)) ?? null) !== digest) return false;
  return known.folders.every(([path, digest]) => watchPath(path)[2] === digest) && known.bundles.every((bundle) => existsSync(bundle.path));
}

async function makeBundles(entries: readonly StepEntry[], tools: Tools): Promise<CodeRecord> {
  const { root, means, digests } = tools;
  // Digests first: a file that is changed while esbuild reads is found changed at the next look.
  const made = await bundleSteps(root, entries);
  const sources = made.watched.filter((path) => !isOwnFile(path));
  const watched = await Promise.all(
    [...made.watched, join(root, 'tsconfig.json'), join(root, 'package.json')].map(async (path) => [path, (await digests.digestOf(path)) ?? null] as const),
  );
  const folder = means.folder.path('work', 'code');
  await mkdir(folder, { recursive: true });
  const bundles = await Promise.all(
    made.bundles.map(async (bundle) => {
      const files = await Promise.all(bundle.files.map(async (path) => [sourceName(root, path), (await digests.digestOf(join(root, path)))!] as const));
      return { code: bundle.code, path: await writeBundle(folder, root, bundle), files: Object.fromEntries(files), externals: bundle.externals };
    }),
  );
  return { bundles, watched, folders: [...new Set(sources.map((path) => dirname(path)))].map((path) => [path, watchPath(path)[2]] as const) };
}

/** Files of Capstan itself are named as such, wherever it is installed. */
const sourceName = (root: string, path: string): string => (isOwnFile(join(root, path)) ? `capstan/${relative(DIST, join(root, path))}` : path);

/** Places the code where the worker imports it, with a source map so that stacks name the user's own lines. */
async function writeBundle(folder: string, root: string, bundle: StepBundle): Promise<string> {
  const path = join(folder, `${digestOf([bundle.code, bundle.text]).slice(7, 39)}.mjs`);
  const map = JSON.parse(bundle.map) as { sources: string[] };
  const sources = map.sources.map((source) => join(root, 'capstan-bundles', source));
  await replaceFile(`${path}.map`, JSON.stringify({ ...map, sources }));
  await replaceFile(path, `${bundle.text}\n//# sourceMappingURL=${relative(folder, path)}.map\n`);
  return path;
}

async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}

function packagesAt(path: string, lock: LockReader): readonly PackageIdentity[] {
  const found = placeInNodeModules(path);
  return found === undefined ? [] : lock.closure(found.folder, found.place);
}

/** Capstan pins its own packages exactly: where no lock file speaks of them, their versions do. */
function ownPackages(name: string, lock: LockReader): readonly PackageIdentity[] {
  const path = findPackage(DIST, name);
  if (path === undefined) return [{ name, version: 'absent', integrity: '' }];
  const found = placeInNodeModules(join(path, 'package.json'));
  if (found && existsSync(join(found.folder, 'package-lock.json'))) return lock.closure(found.folder, found.place);
  return [{ name, version: versionOf(path), integrity: '' }];
}

function bundlerVersion(digests: FileDigests): string {
  const path = findPackage(DIST, 'esbuild')!;
  void digests.digestOf(join(path, 'package.json'));
  return versionOf(path);
}

const versionOf = (folder: string): string => (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;

const uniquePackages = (packages: readonly PackageIdentity[]): PackageIdentity[] => [...new Map(packages.map((p) => [`${p.name}@${p.version}`, p])).values()];
