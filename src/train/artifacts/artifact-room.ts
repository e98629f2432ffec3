import type { Readable } from 'node:stream';
import { decodeCursor, encodeCursor, type Page } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import { collectGarbage } from '../garbage/collect-garbage.store.ts';
import type { GarbageOrder, GarbageReport } from '../garbage/garbage.ts';
import { trainErrors } from '../train.errors.ts';
import type { Artifact, ArtifactEntry, ArtifactHome, ArtifactSizes } from './artifact.ts';
import { findArtifact, listArtifacts, measureArtifacts, openArtifact, removeArtifacts } from './artifacts.store.ts';
import { findHomeOfLoggedModel, findHomeOfRun, toHome } from './find-home.store.ts';
import { parseArtifactPath } from './parse-artifact-path.ts';
import { putArtifact } from './put-artifact.store.ts';

/**
 * The files of runs and logged models: one tree a project, over bytes that are stored by content. Paths are taken as they come from outside, in the whole
 * namespace (`1/<run>/artifacts/model/MLmodel`): whatever their encoding, they never leave it. Throws TRAIN_ARTIFACT_PATH_INVALID.
 */
export interface ArtifactRoom {
  /** Stores a stream of any length in constant memory; see `putArtifact`. Throws TRAIN_ARTIFACT_READ_ONLY for a path below `releases/`. */
  put(path: string, source: AsyncIterable<Uint8Array>): Promise<Artifact>;
  /** The same for a file of a release, below `releases/`, where nobody else writes. */
  keep(path: string, source: AsyncIterable<Uint8Array>): Promise<Artifact>;
  /** Throws TRAIN_ARTIFACT_UNKNOWN, TRAIN_ARTIFACT_IS_DIRECTORY. */
  find(path: string): Promise<Artifact>;
  /** Its bytes from `start` up to, not including, `end`. Destroy a stream that is not read to its end. @default all, verified on the way */
  open(artifact: Artifact, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** One page of a directory, in the order of names; nothing when there is none. @default limit 1000 */
  list(directory: string, page?: { readonly limit?: number; readonly token?: string }): Promise<Page<ArtifactEntry>>;
  /** A file, or a directory with all below it; how many files went. Throws TRAIN_ARTIFACT_READ_ONLY below `releases/`. */
  remove(path: string): Promise<number>;
  sizes(directory: string): Promise<ArtifactSizes>;
  /** Removes for good what was deleted long ago, and the bytes that nothing names any more; see `collectGarbage`. */
  collectGarbage(order: GarbageOrder): Promise<GarbageReport>;
  /** A path from a home as one in the namespace; it never leaves the home. Empty for the home itself. */
  within(home: ArtifactHome, path: string): string;
  /** Throws TRAIN_RUN_UNKNOWN, TRAIN_ARTIFACTS_ELSEWHERE. */
  homeOfRun(run: string): Promise<ArtifactHome>;
  /** Throws TRAIN_LOGGED_MODEL_UNKNOWN, TRAIN_ARTIFACTS_ELSEWHERE. */
  homeOfLoggedModel(model: string): Promise<ArtifactHome>;
  /** What the source of a model version names: `mlflow-artifacts:/…`, `runs:/<run>/<path>` or `models:/<logged model>`. Throws TRAIN_ARTIFACTS_ELSEWHERE. */
  homeOfSource(source: string): Promise<ArtifactHome>;
}

/** Opens the artifacts of a project. */
export function createArtifactRoom(means: Means): ArtifactRoom {
  return {
    async put(path, source) {
      refuseOwn(path);
      return putArtifact(means, path, source);
    },
    keep: (path, source) => putArtifact(means, path, source),
    find: (path) => findArtifact(means, path),
    open: (artifact, range) => openArtifact(means, artifact, range),
    async list(directory, { limit = 1_000, token } = {}) {
      const { items, next } = await listArtifacts(means, directory, { limit, ...(token !== undefined && { after: nameOf(token) }) });
      return next === undefined ? { items } : { items, next: encodeCursor([next]) };
    },
    async remove(path) {
      refuseOwn(path);
      return removeArtifacts(means, path);
    },
    sizes: (directory) => measureArtifacts(means, directory),
    collectGarbage: (order) => collectGarbage(means, order),
    within: (home, path) => (path === '' || path === '/' ? home.directory : `${home.directory}/${parseArtifactPath(path)}`),
    homeOfRun: (run) => findHomeOfRun(means, run),
    homeOfLoggedModel: (model) => findHomeOfLoggedModel(means, model),
    async homeOfSource(source) {
      const [, scheme, id, rest = ''] = /^(runs|models):\/+([^/]+)(\/.*)?$/s.exec(source) ?? [];
      if (id === undefined) return toHome(source);
      const { uri } = scheme === 'runs' ? await findHomeOfRun(means, id) : await findHomeOfLoggedModel(means, id);
      return toHome(uri + rest);
    },
  };
}

/** The files of releases never change, like releases themselves. */
function refuseOwn(path: string): void {
  const at = parseArtifactPath(path);
  if (`${at}/`.startsWith('releases/')) throw trainErrors.ARTIFACT_READ_ONLY({ path: at });
}

function nameOf(token: string): string {
  const name = decodeCursor(token)?.[0];
  if (typeof name !== 'string') throw trainErrors.ARTIFACT_PAGE_UNKNOWN({ token });
  return name;
}
