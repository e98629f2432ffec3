import { posix } from 'node:path';
import type { Digest } from '../../kernel/index.ts';
import type { ModelVersion } from './model-version.ts';
import { registryErrors } from './registry.errors.ts';

/** What a client says about where a model version comes from. */
export interface Source {
  readonly source: string;
  readonly run?: string;
  readonly loggedModel?: string;
}

/** Where it comes from, checked and complete. */
export interface Lineage {
  readonly source: string;
  readonly storageLocation: string;
  readonly run: string | null;
  readonly loggedModel: string | null;
  /** The release that it is, when the source is a version that is one. */
  readonly release: Digest | null;
}

/** How the registry asks about what runs logged. */
export interface ArtifactRoots {
  /** Where a run keeps its files; null when there is no such run. */
  run(id: string): Promise<string | null>;
  /** Where a logged model keeps its files, and the run that made it; null when there is no such model. */
  loggedModel(id: string): Promise<{ readonly artifactUri: string; readonly run: string | null } | null>;
}

/** Finds a version by what follows `models:/`. Throws REGISTRY_*. */
export type FindVersion = (address: VersionAddress) => Promise<ModelVersion>;

/** How a `models:/` address names a version of a registered model: by number, stage or alias. */
export type VersionAddress =
  | { readonly name: string; readonly version: string }
  | { readonly name: string; readonly stage: string }
  | { readonly name: string; readonly alias: string };

/** The words of MLflow's placeholder for the source of a prompt. */
const PROMPT_SOURCES: readonly string[] = ['dummy-source', 'prompt-template'];

/** The source of a prompt is a placeholder. Throws REGISTRY_SOURCE_INVALID. */
export function checkPromptSource(source: string): Lineage {
  if (!PROMPT_SOURCES.includes(source)) throw registryErrors.SOURCE_INVALID({ source, reason: 'Prompt sources must use a placeholder.' });
  return { source, storageLocation: source, run: null, loggedModel: null, release: null };
}

/**
 * Follows a source to where its files are. A path that could leave where it begins is refused, also when it is encoded; a path on disk or of the artifact store
 * must lie within what the named run or logged model keeps. Throws REGISTRY_SOURCE_INVALID, REGISTRY_MODEL_UNKNOWN, REGISTRY_VERSION_UNKNOWN.
 */
export async function checkSource(given: Source, roots: ArtifactRoots, findVersion: FindVersion): Promise<Lineage> {
  const { source } = given;
  const uri = splitUri(source);
  const refusal = (reason: string) => registryErrors.SOURCE_INVALID({ source, reason });
  const unidentified = (parameter: 'run_id' | 'model_id') => refusal(`The ${parameter} request parameter must identify the resource that contains the source.`);
  const owner = given.loggedModel ? 'model_id' : 'run_id';
  const logged = given.loggedModel ? await roots.loggedModel(given.loggedModel) : null;
  const root = given.loggedModel ? logged?.artifactUri : given.run && (await roots.run(given.run));
  const lineage: Lineage = { source, storageLocation: source, run: given.run || (logged?.run ?? null), loggedModel: given.loggedModel || null, release: null };

  if (isLocal(uri)) {
    const rootUri = root ? splitUri(root) : undefined;
    if (rootUri && isLocal(rootUri) && isWithin(posix.resolve('/', unquote(uri.path)), posix.resolve('/', unquote(rootUri.path)))) return lineage;
    throw refusal(
      `To use a local path as a model version source, the ${owner} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${owner}.`,
    );
  }
  if (mayEscape(source))
    throw refusal(
      'If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.',
    );
  if (uri.scheme === 'models') {
    const address = uri.authority === '' ? readModelAddress(uri.path) : null;
    if (!address) throw unidentified('model_id');
    if ('loggedModel' in address) {
      if (given.loggedModel !== address.loggedModel || !root) throw unidentified('model_id');
      return { ...lineage, storageLocation: root };
    }
    const from = await findVersion(address);
    if ((given.run !== undefined && given.run !== (from.run ?? '')) || (given.loggedModel !== undefined && given.loggedModel !== (from.loggedModel ?? '')))
      throw refusal('The run_id and model_id request parameters must match the referenced model version.');
    return { source: `models:/${from.name}/${from.version}`, storageLocation: from.storageLocation, run: from.run, loggedModel: from.loggedModel, release: from.release };
  }
  if (uri.scheme === 'runs') {
    const [of] = uri.path.slice(1).split('/');
    if (given.loggedModel || uri.authority !== '' || !given.run || of !== given.run) throw unidentified(owner);
    return lineage;
  }
  if (isArtifactStore(uri) && !(root && isUnder(uri, splitUri(root)))) throw unidentified(owner);
  return lineage;
}

/** What follows `models:`; null when it names nothing. */
function readModelAddress(path: string): VersionAddress | { readonly loggedModel: string } | null {
  const [name = '', suffix, ...rest] = path.replace(/^\/+/, '').split('/');
  if (!path.startsWith('/') || name.trim() === '' || rest.length > 0 || suffix?.trim() === '') return null;
  if (suffix !== undefined) return /^\d+$/.test(suffix) ? { name, version: suffix } : suffix.toLowerCase() === 'latest' ? { name, alias: 'latest' } : { name, stage: suffix };
  const at = name.lastIndexOf('@');
  return at < 0 ? { loggedModel: name } : at + 1 === name.length ? null : { name: name.slice(0, at), alias: name.slice(at + 1) };
}

interface Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

function splitUri(uri: string): Uri {
  const [, scheme = '', authority = '', path = ''] = /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/i.exec(uri)!;
  return { scheme: scheme.toLowerCase(), authority: authority.toLowerCase(), path };
}

const isLocal = (uri: Uri): boolean => uri.scheme === '' || uri.scheme === 'file';

/** Decodes until nothing is encoded any more. */
function unquote(text: string): string {
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  return text;
}

/** True for a path that is not plain and absolute, however it is encoded. */
function mayEscape(source: string): boolean {
  const plain = unquote(source);
  const path = splitUri(plain).path.replace(/\/+$/, '').replaceAll(/\/+/g, '/');
  return plain.includes('\0') || plain.split(/[/\\]/).includes('..') || !path.startsWith('/') || posix.normalize(path) !== path;
}

const partsOf = (uri: Uri): string[] => uri.path.split('/').filter(Boolean).map(unquote);

/** An address of the artifact store, by its own scheme or through its HTTP door. */
function isArtifactStore(uri: Uri): boolean {
  if (uri.scheme === 'mlflow-artifacts') return true;
  return /^https?$/.test(uri.scheme) && `/${partsOf(uri).join('/')}/`.includes('/api/2.0/mlflow-artifacts/artifacts/');
}

function isUnder(uri: Uri, root: Uri): boolean {
  const inside = partsOf(uri);
  const outside = partsOf(root);
  return uri.scheme === root.scheme && uri.authority === root.authority && outside.length > 0 && outside.every((part, at) => inside[at] === part);
}

const isWithin = (path: string, root: string): boolean => path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`);
