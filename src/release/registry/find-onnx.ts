import type { Digest } from '../../kernel/index.ts';
import { type Artifact, type ArtifactRoom } from '../../train/index.ts';
import type { ModelVersion } from './model-version.ts';
import { registryErrors } from './registry.errors.ts';

/** Nobody describes a model in more. */
const LONGEST_DESCRIPTION = 1_000_000;

/**
 * The ONNX file of a registered version, among the files that its client logged. Throws REGISTRY_NOT_ONNX for a model of another flavor, TRAIN_ARTIFACT_UNKNOWN
 * when files are missing, TRAIN_ARTIFACTS_ELSEWHERE when they are not kept here.
 */
export async function findOnnx(artifacts: ArtifactRoom, version: ModelVersion): Promise<Digest> {
  const { directory } = await artifacts.homeOfSource(version.storageLocation);
  const flavors = await readFlavors(artifacts, await artifacts.find(`${directory}/MLmodel`));
  const data = (flavors['onnx'] as { data?: unknown } | null | undefined)?.data;
  if (typeof data !== 'string') throw registryErrors.NOT_ONNX({ name: version.name, version: version.version, flavors: Object.keys(flavors) });
  return (await artifacts.find(`${directory}/${data}`)).digest;
}

/** What `MLmodel` says of the ways to load a model; nothing when it cannot be read. */
async function readFlavors(artifacts: ArtifactRoom, file: Artifact): Promise<Readonly<Record<string, unknown>>> {
  if (file.size > LONGEST_DESCRIPTION) return {};
  const pieces: Buffer[] = [];
  for await (const piece of await artifacts.open(file)) pieces.push(piece as Buffer);
  const { parseDocument } = await import('yaml');
  const document = parseDocument(Buffer.concat(pieces).toString('utf8'), { logLevel: 'silent' });
  const described = document.errors.length > 0 ? null : (document.toJS() as { flavors?: unknown } | null);
  return typeof described?.flavors === 'object' && described.flavors !== null ? (described.flavors as Record<string, unknown>) : {};
}
