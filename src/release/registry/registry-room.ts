import type { Digest, Page } from '../../kernel/index.ts';
import type { Means } from '../../store/index.ts';
import type { ArtifactRoom, Search, Tags, TrackingRoom } from '../../train/index.ts';
import { findByAlias, removeAlias, setAlias } from './aliases.store.ts';
import { artifactRoots } from './artifact-roots.ts';
import type { By } from './change.store.ts';
import { createModel, describeModel, type ModelOrder, readModel, removeModel, removeModelTag, renameModel, setModelTag } from './change-models.store.ts';
import { createVersion, describeVersion, moveVersion, type NumberedVersion, readVersion, removeVersion, removeVersionTag, setVersionTag } from './change-versions.store.ts';
import {
  aliasProblems,
  isLatest,
  keyProblems,
  nameProblems,
  ownTagProblems,
  newAliasProblems,
  readStage,
  readVersion as readVersionNumber,
  refuse,
  refuseArchiving,
  tagProblems,
  sourceProblems,
  textProblems,
} from './check-names.ts';
import { checkPromptSource, checkSource, type FindVersion } from './check-source.ts';
import type { DeployedModel } from './deployed-model.ts';
import { mirrorReleases } from './mirror-releases.ts';
import { findModel } from './find-model.store.ts';
import { type ModelVersion, STAGES, type VersionName } from './model-version.ts';
import { noteVersion } from './note-version.ts';
import { isPrompt, type RegisteredModel } from './registered-model.ts';
import { registryErrors } from './registry.errors.ts';
import { searchModels, searchVersions } from './search-registry.store.ts';

interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What a client asks to register. */
export interface VersionOrder {
  readonly name: string;
  readonly source: string;
  readonly run?: string;
  readonly loggedModel?: string;
  readonly runLink?: string;
  readonly description?: string;
  readonly tags?: Tags;
}

/**
 * Registered models and their versions, as every MLflow client knows them: names, numbers, stages, tags and aliases. Every change of state is an event of the
 * ledger. Names and texts are checked to the limits of MLflow: REGISTRY_INPUT_INVALID says everything that is wrong.
 */
export interface RegistryRoom {
  readonly models: {
    /** Throws REGISTRY_MODEL_EXISTS. */
    create(order: ModelOrder, by: By): Promise<RegisteredModel>;
    /** Throws REGISTRY_MODEL_UNKNOWN, as all that follow. */
    get(name: string): Promise<RegisteredModel>;
    /** Prompts only when the filter asks for them. Throws FILTER_INVALID, FILTER_PAGE_TOKEN. @default maxResults 100, at most 1,000 */
    search(search: Search): Promise<Page<RegisteredModel>>;
    describe(name: string, description: string): Promise<RegisteredModel>;
    /** Its versions, tags and aliases go with it. Throws REGISTRY_MODEL_EXISTS. */
    rename(names: { readonly from: string; readonly to: string }, by: By): Promise<RegisteredModel>;
    /** Removes it with its versions. */
    remove(name: string, by: By): Promise<void>;
    /** The newest version of each stage, or of those named. */
    latest(name: string, stages?: readonly string[]): Promise<readonly ModelVersion[]>;
    setTag(name: string, tag: Tag): Promise<void>;
    removeTag(name: string, key: string): Promise<void>;
  };
  readonly versions: {
    /** Throws REGISTRY_MODEL_UNKNOWN, REGISTRY_SOURCE_INVALID. */
    create(order: VersionOrder, by: By): Promise<ModelVersion>;
    /** Throws REGISTRY_VERSION_UNKNOWN, as all that follow. */
    get(of: VersionName): Promise<ModelVersion>;
    /** As of models. @default maxResults 10,000, at most 200,000; a page holds 50,000 at most, and names the next one */
    search(search: Search): Promise<Page<ModelVersion>>;
    describe(of: VersionName, description: string | null): Promise<ModelVersion>;
    /** `archiveExisting` sends those that are in an active stage to the archive. */
    move(of: VersionName, to: { readonly stage: string; readonly archiveExisting?: boolean }, by: By): Promise<ModelVersion>;
    /** Removes it, and the aliases that name it. Its number is never given again. */
    remove(of: VersionName, by: By): Promise<void>;
    setTag(of: VersionName, tag: Tag): Promise<void>;
    removeTag(of: VersionName, key: string): Promise<void>;
    /** Its ONNX file, or its packed directory. Throws REGISTRY_NOT_RUNNABLE, TRAIN_ARTIFACT_UNKNOWN, TRAIN_ARTIFACTS_ELSEWHERE. */
    model(of: VersionName): Promise<Digest>;
  };
  readonly aliases: {
    /** True for the alias that names a deployment's champion: who sets it promotes, and needs the permission for that. */
    promotes(of: { readonly name: string; readonly alias: string }): boolean;
    /** Throws REGISTRY_VERSION_UNKNOWN. */
    set(alias: string, to: VersionName, by: By): Promise<void>;
    /** Throws REGISTRY_MODEL_UNKNOWN. */
    remove(of: { readonly name: string; readonly alias: string }, by: By): Promise<void>;
    /** `latest` is the newest version. Throws REGISTRY_MODEL_UNKNOWN, REGISTRY_ALIAS_UNKNOWN, REGISTRY_NO_VERSIONS. */
    resolve(name: string, alias: string): Promise<ModelVersion>;
  };
}

/** What the registry asks its surroundings. */
export interface RegistrySettings {
  /** Runs and logged models are registered from. */
  readonly tracking: Pick<TrackingRoom, 'runs' | 'loggedModels'>;
  readonly artifacts: ArtifactRoom;
  /** Whose releases are versions here; none in a folder without a project. */
  readonly deployment?: DeployedModel;
}

/** Opens the model registry of a project. Needs `releaseMigrations`. */
export function createRegistryRoom(means: Means, settings: RegistrySettings): RegistryRoom {
  const { tracking, artifacts, deployment } = settings;
  const roots = artifactRoots(tracking);
  const checked = (name: string): string => {
    refuse(nameProblems(name));
    return name;
  };
  const numbered = (of: VersionName): NumberedVersion => ({ name: checked(of.name), version: readVersionNumber(of.version) });
  const newest = async (name: string, stages: readonly string[] = STAGES): Promise<ModelVersion> => {
    const found = (await room.models.latest(name, stages)).toSorted((a, b) => b.version - a.version)[0];
    if (!found) throw registryErrors.NO_VERSIONS({ name });
    return found;
  };
  const findVersion: FindVersion = async (address) => {
    if (isPrompt((await room.models.get(address.name)).tags))
      throw registryErrors.SOURCE_INVALID({ source: `models:/${address.name}`, reason: 'Prompt versions cannot be used as model version sources.' });
    if ('version' in address) return room.versions.get(address);
    return 'stage' in address ? newest(address.name, [address.stage]) : room.aliases.resolve(address.name, address.alias);
  };
  const tagsProblems = (tags: Tags = {}): readonly string[] => Object.entries(tags).flatMap(([key, value]) => tagProblems({ key, value }));

  const room: RegistryRoom = {
    models: {
      async create(order, by) {
        refuse([...nameProblems(order.name), ...tagsProblems(order.tags), ...textProblems('description', order.description ?? '')]);
        return createModel(means, order, by);
      },
      get: async (name) => readModel(means, checked(name)),
      search: async (search) => searchModels(means, withLimit(search, { usual: 100, most: 1_000 })),
      async describe(name, description) {
        refuse([...nameProblems(name), ...textProblems('description', description)]);
        return describeModel(means, name, description);
      },
      async rename(names, by) {
        refuse([...nameProblems(names.from), ...nameProblems(names.to, 'new_name')]);
        return renameModel(means, names, by);
      },
      remove: async (name, by) => removeModel(means, checked(name), by),
      async latest(name, stages = []) {
        const wanted = stages.length === 0 ? STAGES : stages.map(readStage);
        const { latestVersions } = await readModel(means, checked(name));
        return latestVersions.filter((version) => wanted.includes(version.stage));
      },
      async setTag(name, tag) {
        refuse([...nameProblems(name), ...tagProblems(tag)]);
        await setModelTag(means, name, tag);
      },
      async removeTag(name, key) {
        refuse([...nameProblems(name), ...keyProblems(key)]);
        await removeModelTag(means, name, key);
      },
    },
    versions: {
      async create(order, by) {
        const { name, source, description = '', runLink = '' } = order;
        refuse([...nameProblems(name), ...sourceProblems(source), ...tagsProblems(order.tags), ...textProblems('description', description), ...textProblems('run_link', runLink)]);
        const lineage = isPrompt(order.tags ?? {}) ? checkPromptSource(source) : await checkSource(order, roots, findVersion);
        const made = await createVersion(means, { name, description, runLink, ...lineage, ...(order.tags && { tags: order.tags }) }, by);
        if (made.loggedModel !== null) await noteVersion(tracking, made.loggedModel, made);
        return made;
      },
      get: async (of) => readVersion(means, numbered(of)),
      search: async (search) => searchVersions(means, withLimit(search, { usual: 10_000, most: 200_000 })),
      async describe(of, description) {
        refuse([...nameProblems(of.name), ...textProblems('description', description ?? '')]);
        return describeVersion(means, numbered(of), description);
      },
      async move(of, { stage, archiveExisting = false }, by) {
        const to = readStage(stage);
        if (archiveExisting) refuseArchiving(to);
        return moveVersion(means, { ...numbered(of), to, archiveExisting }, by);
      },
      remove: async (of, by) => removeVersion(means, numbered(of), by),
      async setTag(of, tag) {
        refuse([...nameProblems(of.name), ...tagProblems(tag), ...ownTagProblems(tag.key)]);
        await setVersionTag(means, numbered(of), tag);
      },
      async removeTag(of, key) {
        refuse([...nameProblems(of.name), ...keyProblems(key), ...ownTagProblems(key)]);
        await removeVersionTag(means, numbered(of), key);
      },
      model: async (of) => findModel(means, artifacts, await readVersion(means, numbered(of))),
    },
    aliases: {
      promotes: () => false,
      async set(alias, to, by) {
        refuse([...nameProblems(to.name), ...newAliasProblems(alias)]);
        await setAlias(means, alias, numbered(to), by);
      },
      async remove(of, by) {
        refuse([...nameProblems(of.name), ...aliasProblems(of.alias)]);
        await removeAlias(means, of, by);
      },
      async resolve(name, alias) {
        refuse([...nameProblems(name), ...aliasProblems(alias)]);
        return isLatest(alias) ? newest(name) : findByAlias(means, name, alias);
      },
    },
  };
  return deployment ? mirrorReleases(room, means, { artifacts, deployment }) : room;
}

/** What a page of any search holds: MLflow lets clients ask for more of versions, and they go on with its token. */
const MOST_OF_PAGE = 50_000;

function withLimit(search: Search, limit: { readonly usual: number; readonly most: number }): Search & { readonly maxResults: number } {
  const { maxResults = limit.usual } = search;
  if (maxResults < 1) refuse([`Invalid value for max_results. It must be a positive integer, but got ${maxResults}`]);
  if (maxResults > limit.most) refuse([`Invalid value for request parameter max_results. It must be at most ${limit.most}, but got value ${maxResults}`]);
  return { ...search, maxResults: Math.min(maxResults, MOST_OF_PAGE) };
}
