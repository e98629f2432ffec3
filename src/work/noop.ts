// Answers "nothing has changed" before anything heavy is loaded: this file and what it imports need the file system alone.
import type { Hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileIdentity, identityOf, isRacy } from './file-identity.ts';
import type { PipelineResult } from './pipeline-result.ts';

export { identityOf };

/** Raise when the manifest's form or the way of making step keys changes. */
const MANIFEST_VERSION = 1;

/** What was asked for: the same question may have the same answer. */
export interface NoopQuestion {
  /** The state folder, absolute. */
  readonly folder: string;
  /** Everything outside of files that decides what would run: command, pipeline, parameters, as one text. */
  readonly invocation: string;
  /** The environment that declared variables are read from. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A file or a folder (which counts by its entries), present or absent, as it was: absolute path, identity, digest of its content. */
export type WatchedPath = readonly [path: string, identity: FileIdentity, digest: string | null];

/** Everything that mattered for a result. */
export interface NoopEvidence {
  /** As they were when the result was planned. */
  readonly watched: Iterable<WatchedPath>;
  /** Stored bytes that the result names: they must be there still. */
  readonly stored: Iterable<string>;
  /** Names of environment variables. */
  readonly env: Iterable<string>;
}

interface Manifest {
  readonly version: number;
  readonly invocation: string;
  readonly runtime: string;
  readonly env: readonly (readonly [name: string, digest: string | null])[];
  readonly watched: readonly WatchedPath[];
  readonly stored: readonly (readonly [path: string, size: number])[];
  readonly result: PipelineResult;
}

const RUNTIME = `${process.version} ${process.platform} ${process.arch}`;

/**
 * The last result of the same invocation, every step `cached`, when no file, folder or variable that mattered has changed since: told by `stat` alone
 * (100 steps: some 5 ms). Files written within 2 s of the manifest, and files with new times, are compared by content.
 * Undefined when something changed or nothing is known: then ask `runPipeline`.
 */
export function tryNoop(question: NoopQuestion): PipelineResult | undefined {
  const path = manifestPath(question);
  const read = readManifest(path);
  if (read === undefined) return undefined;
  const { manifest, writtenAt } = read;
  if (manifest.version !== MANIFEST_VERSION || manifest.runtime !== RUNTIME || manifest.invocation !== question.invocation) return undefined;
  for (const [name, digest] of manifest.env) if (digestOfText(question.env[name]) !== digest) return undefined;
  for (const [file, size] of manifest.stored) if (statSync(file, { throwIfNoEntry: false })?.size !== size) return undefined;
  const looked = lookAgain(manifest.watched, writtenAt);
  if (looked === undefined) return undefined;
  // What was compared by content need not be next time.
  if (looked.compared) writeManifest(path, { ...manifest, watched: looked.watched });
  return manifest.result;
}

/**
 * The paths as they are now, when each still holds what it did; undefined when one does not. Told by `stat` alone, except for those that were written
 * within 2 s of `writtenAt` (when the list was written, ms since 1970) or have new times: they are compared by content, and `compared` says so.
 */
export function lookAgain(watched: readonly WatchedPath[], writtenAt: number): { readonly watched: readonly WatchedPath[]; readonly compared: boolean } | undefined {
  let compared = false;
  const seen: WatchedPath[] = [];
  for (const [file, identity, digest] of watched) {
    const now = identityOf(file);
    if (now !== identity || isRacy(now, writtenAt)) {
      compared = true;
      if (digestOfPath(file) !== digest) return undefined;
    }
    seen.push([file, now, digest]);
  }
  return { watched: seen, compared };
}

/** What a file or folder is now. */
export function watchPath(path: string): WatchedPath {
  const identity = identityOf(path);
  return [path, identity, digestOfPath(path)];
}

/** Keeps a result for `tryNoop`; not when something was changed while the result was made. */
export function writeNoop(question: NoopQuestion, evidence: NoopEvidence, result: PipelineResult): void {
  const watched = [...evidence.watched];
  if (watched.some(([path, identity]) => identityOf(path) !== identity)) return forgetNoop(question);
  const stored = [...new Set(evidence.stored)].toSorted().map((path) => [path, statSync(path).size] as const);
  const env = [...new Set(evidence.env)].toSorted().map((name) => [name, digestOfText(question.env[name])] as const);
  const steps = result.steps.map((step) => ({ ...step, status: 'cached' as const, why: [] }));
  const path = manifestPath(question);
  mkdirSync(join(path, '..'), { recursive: true });
  writeManifest(path, { version: MANIFEST_VERSION, invocation: question.invocation, runtime: RUNTIME, env, watched, stored, result: { ...result, steps } });
}

/** Forgets what is known of an invocation. */
export function forgetNoop(question: Pick<NoopQuestion, 'folder' | 'invocation'>): void {
  rmSync(manifestPath(question), { force: true });
}

function manifestPath({ folder, invocation }: Pick<NoopQuestion, 'folder' | 'invocation'>): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < invocation.length; i++) hash = Math.imul(hash ^ invocation.charCodeAt(i), 0x01000193);
  return join(folder, 'work', 'noop', `${(hash >>> 0).toString(16).padStart(8, '0')}.json`);
}

function readManifest(path: string): { manifest: Manifest; writtenAt: number } | undefined {
  try {
    const writtenAt = statSync(path).mtimeMs;
    return { manifest: JSON.parse(readFileSync(path, 'utf8')) as Manifest, writtenAt };
  } catch {
    return undefined;
  }
}

function writeManifest(path: string, manifest: Manifest): void {
  const unfinished = `${path}.${process.pid}.tmp`;
  writeFileSync(unfinished, JSON.stringify(manifest));
  renameSync(unfinished, path);
}

/** Of a file its bytes, of a folder the names in it; null where nothing is. */
function digestOfPath(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (found.isDirectory()) {
    // What Python compiles beside its sources says nothing about them.
    const names = readdirSync(path).filter((name) => name !== '__pycache__');
    return digestOfText(names.toSorted().join('\0'));
  }
  const hash = newHash();
  const chunk = Buffer.allocUnsafe(Math.min(found.size + 1, 1 << 20));
  const file = openSync(path, 'r');
  try {
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) hash.update(chunk.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return `sha256:${hash.digest('hex')}`;
}

function digestOfText(content: string | undefined): string | null {
  return content === undefined ? null : `sha256:${newHash().update(content).digest('hex')}`;
}

// Not imported: it costs some ms that a plain no-op need not pay.
const newHash = (): Hash => process.getBuiltinModule('node:crypto').createHash('sha256');
