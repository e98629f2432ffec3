import { Readable } from 'node:stream';
import { inspectModel } from '../../model/index.ts';
import type { Means } from '../../store/index.ts';
import type { ArtifactRoom, ReferenceProfile } from '../../train/index.ts';
import type { Release } from '../release.ts';
import { describeReleaseModel, MODEL_FILE } from './describe-release-model.ts';

/** Puts the model of a release where MLflow's clients can download it, and says where. Putting it there again changes nothing. */
export async function keepReleaseFiles(means: Means, artifacts: ArtifactRoom, release: Release): Promise<string> {
  const directory = `releases/${release.id.slice(7)}`;
  const onnx = await means.blobs.get(release.manifest.model);
  const reference = JSON.parse(Buffer.from(await means.blobs.get(release.manifest.referenceProfile)).toString('utf8')) as ReferenceProfile;
  const { outputs, size } = inspectModel(onnx);
  const texts = describeReleaseModel(release, { features: reference.features.columns.map((column) => column.name), outputs: outputs.map((output) => output.name), size });
  await artifacts.keep(`${directory}/${MODEL_FILE}`, Readable.from([onnx]));
  for (const [name, text] of Object.entries(texts)) await artifacts.keep(`${directory}/${name}`, Readable.from([Buffer.from(text)]));
  return `mlflow-artifacts:/${directory}`;
}
