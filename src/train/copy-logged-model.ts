import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { DESCRIPTION, packFiles } from '../model/index.ts';
import type { Artifact } from './artifacts/artifact.ts';
import type { ArtifactRoom } from './artifacts/artifact-room.ts';
import { filesBelow } from './artifacts/files-below.ts';
import { trainErrors } from './train.errors.ts';
import type { TrackingRoom } from './tracking/tracking-room.ts';

interface Rooms {
  readonly tracking: TrackingRoom;
  readonly artifacts: ArtifactRoom;
}

/** A directory in which a client of MLflow logged a model. */
interface LoggedPlace {
  readonly name: string;
  readonly directory: string;
}

/** Where clients of MLflow 2 note the models of a run, as a JSON list. */
const HISTORY = 'mlflow.log-model.history';

/**
 * Copies the model that a run logged to a path: its ONNX file when there is one, else its whole directory, packed. Throws TRAIN_MODEL_NOT_LOGGED when there is none,
 * TRAIN_MODELS_LOGGED when there are several that differ.
 */
export async function copyLoggedModel(rooms: Rooms, about: { readonly run: string; readonly step: string; readonly path: string }): Promise<void> {
  const { step, run, path } = about;
  const { artifacts } = rooms;
  const places = await placesOf(rooms, run);
  const onnx = new Map<string, { readonly name: string; readonly artifact: Artifact }>();
  const described = new Map<string, LoggedPlace>();
  for (const { name, directory } of places) {
    const { items } = await artifacts.list(directory);
    for (const entry of items.filter((item) => !item.isDirectory)) {
      if (entry.name === DESCRIPTION && entry.digest !== null) described.set(entry.digest, { name, directory });
      if (!entry.name.endsWith('.onnx')) continue;
      const artifact = await artifacts.find(`${directory}/${entry.name}`);
      onnx.set(artifact.digest, { name: `${name}/${entry.name}`, artifact });
    }
  }
  const found = onnx.size > 0 ? [...onnx.values()] : [...described.values()];
  const [only, ...others] = found;
  if (!only) throw trainErrors.MODEL_NOT_LOGGED({ step, logged: places.map((place) => place.name) });
  if (others.length > 0) throw trainErrors.MODELS_LOGGED({ step, models: found.map((each) => each.name) });
  const source = 'artifact' in only ? await artifacts.open(only.artifact) : packFiles(await filesBelow(artifacts, only.directory));
  await pipeline(source, createWriteStream(path));
}

/** The models that the run has as outputs (clients of MLflow 3), and those in its own artifacts (clients of MLflow 2). */
async function placesOf({ tracking, artifacts }: Rooms, run: string): Promise<LoggedPlace[]> {
  const { modelOutputs, tags } = await tracking.runs.get(run);
  const models = await Promise.all(
    modelOutputs.map(async ({ model }) => ({ name: (await tracking.loggedModels.get(model)).name, directory: (await artifacts.homeOfLoggedModel(model)).directory })),
  );
  const home = await artifacts.homeOfRun(run);
  const paths = (JSON.parse(tags[HISTORY] ?? '[]') as readonly { readonly artifact_path?: unknown }[]).flatMap(({ artifact_path: path }) =>
    typeof path === 'string' ? [path] : [],
  );
  return [...models, ...[...new Set(paths)].map((path) => ({ name: path, directory: artifacts.within(home, path) }))];
}
