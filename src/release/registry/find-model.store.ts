import type { Digest } from '../../kernel/index.ts';
import { packFiles, parseDescription, PYTHON_FLAVOR } from '../../model/index.ts';
import type { Means } from '../../store/index.ts';
import { type Artifact, type ArtifactRoom, filesBelow } from '../../train/index.ts';
import type { ModelVersion } from './model-version.ts';
import { registryErrors } from './registry.errors.ts';

/** Nobody describes a model in more. */
const LONGEST_DESCRIPTION = 1_000_000;

/**
 * The model of a registered version as a release takes it, among the files that its client logged: its ONNX file when it has one, else its whole directory, packed and stored.
 * Throws REGISTRY_NOT_RUNNABLE for a model that Python cannot ask either, TRAIN_ARTIFACT_UNKNOWN when files are missing, TRAIN_ARTIFACTS_ELSEWHERE when they are not kept here.
 */
export async function findModel(means: Means, artifacts: ArtifactRoom, version: ModelVersion): Promise<Digest> {
  const { directory } = await artifacts.homeOfSource(version.storageLocation);
  const flavors = await readFlavors(artifacts, await artifacts.find(`${directory}/MLmodel`));
  const data = (flavors['onnx'] as { data?: unknown } | null | undefined)?.data;
  if (typeof data === 'string') return (await artifacts.find(`${directory}/${data}`)).digest;
  if (!Object.hasOwn(flavors, PYTHON_FLAVOR)) throw registryErrors.NOT_RUNNABLE({ name: version.name, version: version.version, flavors: Object.keys(flavors) });
  return (await means.blobs.putStream(packFiles(await filesBelow(artifacts, directory)))).digest;
}

/** What `MLmodel` says of the ways to load a model; nothing when it cannot be read. */
async function readFlavors(artifacts: ArtifactRoom, file: Artifact): Promise<Readonly<Record<string, unknown>>> {
  if (file.size > LONGEST_DESCRIPTION) return {};
  const pieces: Buffer[] = [];
  for await (const piece of await artifacts.open(file)) pieces.push(piece as Buffer);
  return (await parseDescription(Buffer.concat(pieces).toString('utf8'))).flavors;
}
