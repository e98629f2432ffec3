import { Readable } from 'node:stream';
import { inspectModel, listPacked, openPacked } from '../../model/index.ts';
import type { Means } from '../../store/index.ts';
import { type ArtifactRoom, decodeReference } from '../../train/index.ts';
import type { Release } from '../release.ts';
import { describeReleaseModel, MODEL_FILE } from './describe-release-model.ts';

/**
 * Puts the model of a release where MLflow's clients can download it, and says where: ONNX with files that describe it, another model just as it was logged. Putting it there again
 * changes nothing.
 */
export async function keepReleaseFiles(means: Means, artifacts: ArtifactRoom, release: Release): Promise<string> {
  const directory = `releases/${release.id.slice(7)}`;
  if (release.manifest.runtime === undefined) await keepOnnx(means, artifacts, { release, directory });
  else await keepPacked(artifacts, await means.blobs.pathOf(release.manifest.model), directory);
  return `mlflow-artifacts:/${directory}`;
}

async function keepOnnx(means: Means, artifacts: ArtifactRoom, { release, directory }: { release: Release; directory: string }): Promise<void> {
  const onnx = await means.blobs.get(release.manifest.model);
  const reference = decodeReference(await means.blobs.get(release.manifest.referenceProfile));
  const { outputs, size } = inspectModel(onnx);
  const texts = describeReleaseModel(release, { features: reference.features.columns.map((column) => column.name), outputs: outputs.map((output) => output.name), size });
  await artifacts.keep(`${directory}/${MODEL_FILE}`, Readable.from([onnx]));
  for (const [name, text] of Object.entries(texts)) await artifacts.keep(`${directory}/${name}`, Readable.from([Buffer.from(text)]));
}

/** The bytes are those that the release's archive holds, and those that its run logged: stored once. */
async function keepPacked(artifacts: ArtifactRoom, archive: string, directory: string): Promise<void> {
  for (const file of await listPacked(archive)) await artifacts.keep(`${directory}/${file.path}`, openPacked(archive, file));
}
