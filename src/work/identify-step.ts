import { type Canonical, type Digest, digestOf, type JsonValue, shortDigest } from '../kernel/index.ts';
import type { PackageIdentity } from './lock-closure.ts';
import { ALL_PARAMS } from './record-reads.ts';

/** Raise when keys are made in another way: every step then runs once more. */
export const KEY_VERSION = 1;

/** Everything that may change what a step makes, but its parameters. What has no place here does not count. */
export interface StepIdentity {
  /** The code, or null for a command. */
  readonly code: Digest | null;
  /** File → digest: what the code comes from. It explains; the key has `code`. */
  readonly codeFiles: Readonly<Record<string, string>>;
  readonly bundler: string | null;
  readonly packages: readonly PackageIdentity[];
  readonly runtime: { readonly node: string; readonly platform: string; readonly architecture: string };
  readonly command: { readonly argv: readonly string[]; readonly executable: Digest } | null;
  /** Of a command that is Python: its version, and its configuration and shared library by content. What is installed for it is among the packages. */
  readonly python?: { readonly version: string; readonly files: readonly Digest[] };
  /** Port → digests, in order. */
  readonly inputs: Readonly<Record<string, readonly Digest[]>>;
  /** Declared project files, and files that a command names. */
  readonly files: Readonly<Record<string, Digest>>;
  /** Declared variables; a value is there as a digest only, since it may be a secret. Null: not set. */
  readonly env: Readonly<Record<string, Digest | null>>;
  readonly outputs: readonly string[];
}

/** The key without parameters: which of them count is known only to those who ran the step. */
export function staticKeyOf(identity: StepIdentity): Digest {
  const { codeFiles: _, ...counted } = identity;
  return digestOf({ version: KEY_VERSION, ...counted, packages: identity.packages.map((p) => [p.name, p.version, p.integrity]) } as unknown as Canonical);
}

/** The key of a step that read these parameters. A parameter that is absent differs from every value. */
export function keyOf(staticKey: Digest, reads: readonly string[], params: Readonly<Record<string, JsonValue>>): Digest {
  return digestOf([staticKey, Object.entries(readParams(reads, params)).map(([name, value]) => [name, value === undefined ? [] : [value]])]);
}

/** The parameters that were read, by name and in order; undefined for an absent one. */
function readParams(reads: readonly string[], params: Readonly<Record<string, JsonValue>>): Record<string, JsonValue | undefined> {
  const names = reads.includes(ALL_PARAMS) ? [ALL_PARAMS, ...Object.keys(params)] : reads;
  return Object.fromEntries([...new Set(names)].toSorted().map((name) => [name, name === ALL_PARAMS ? true : Object.hasOwn(params, name) ? params[name] : undefined]));
}

/** Which parameters counted when these parts were made. */
export const readsOfParts = (parts: Readonly<Record<string, string>>): string[] =>
  Object.keys(parts).flatMap((name) => (name.startsWith('param ') ? [name.slice('param '.length)] : []));

/** The identity as named texts, to be compared with a later one. */
export function partsOf(identity: StepIdentity, reads: readonly string[], params: Readonly<Record<string, JsonValue>>): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {
    version: String(KEY_VERSION),
    runtime: `node ${identity.runtime.node} ${identity.runtime.platform} ${identity.runtime.architecture}`,
    outputs: identity.outputs.join(', '),
  };
  if (identity.code) parts['code'] = identity.code;
  if (identity.bundler) parts['bundler'] = `esbuild ${identity.bundler}`;
  if (identity.command) {
    parts['command'] = identity.command.argv.join(' ');
    parts['executable'] = shortDigest(identity.command.executable);
  }
  if (identity.python) {
    parts['python'] = identity.python.version;
    if (identity.python.files.length > 0) parts['python files'] = shortDigest(digestOf([...identity.python.files]));
  }
  for (const [file, digest] of Object.entries(identity.codeFiles)) parts[`code ${file}`] = digest;
  for (const { name, version, integrity } of identity.packages) parts[`package ${name}@${version}`] = integrity;
  for (const [port, digests] of Object.entries(identity.inputs))
    parts[`input ${port}`] = digests.length === 1 ? shortDigest(digests[0]!) : `${digests.length} blobs ${shortDigest(digestOf([...digests]))}`;
  for (const [file, digest] of Object.entries(identity.files)) parts[`file ${file}`] = digest;
  for (const [name, digest] of Object.entries(identity.env)) parts[`env ${name}`] = digest ?? 'not set';
  for (const [name, value] of Object.entries(readParams(reads, params))) {
    parts[`param ${name}`] = value === undefined ? 'absent' : JSON.stringify(value);
  }
  return parts;
}
