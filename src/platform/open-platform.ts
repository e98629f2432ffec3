import { createDataRoom, type DataRoom, dataMigrations, type Dataset } from '../data/index.ts';
import { type Clock, systemClock } from '../kernel/index.ts';
import { createLoopRoom, type LoopRoom, loopMigrations } from '../loop/index.ts';
import { createMonitorRoom, monitorMigrations, type TrainingSource } from '../monitor/index.ts';
import { createReleaseRoom, releaseMigrations } from '../release/index.ts';
import { askedOf } from '../scope/index.ts';
import { createServeRoom, serveMigrations } from '../serve/index.ts';
import { lockServer, openMeans } from '../store/index.ts';
import { createTrainRoom, pythonOf, type TrackingDoor, trainMigrations } from '../train/index.ts';
import { workMigrations } from '../work/index.ts';
import { readVariables } from './environment.ts';
import type { LoadedProject } from './load-project.ts';
import type { TrackingPlatform } from './open-tracking.ts';
import { operations } from './operations.ts';
import { createPerformer } from './perform-operation.ts';
import { stateFolderOf } from './places.ts';
import type { PlatformRooms } from './platform-rooms.ts';
import { openTrackingRooms } from './tracking-rooms.ts';

/** A project with all its rooms open: the one place where parts are chosen and joined. */
export interface Platform extends TrackingPlatform, PlatformRooms {}

/** True for a platform with a project, which predicts, watches and learns; another one only tracks experiments. */
export const isProjectPlatform = (platform: Platform | TrackingPlatform): platform is Platform => 'loaded' in platform;

/** How a project is opened. */
export interface PlatformOptions {
  readonly clock?: Clock;
  /** Another state folder than the project's own. */
  readonly folder?: string;
  /** Lets programs that train models reach the tracking of this platform; they are told nothing of it without. */
  readonly openDoor?: (platform: Platform) => Promise<TrackingDoor>;
  /** Takes alerts whose target is the log. */
  readonly onAlert?: (text: string) => void;
}

/** Opens every room of a project over its state folder. A server and command-line tools may have it open at once. */
export async function openPlatform(loaded: LoadedProject, options: PlatformOptions = {}): Promise<Platform> {
  const { project, root } = loaded;
  const means = await openMeans({
    project: project.name,
    folder: options.folder ?? stateFolderOf(root),
    migrations: [...workMigrations, ...dataMigrations, ...trainMigrations, ...releaseMigrations, ...serveMigrations, ...monitorMigrations, ...loopMigrations],
    clock: options.clock ?? systemClock,
  });
  const { scope } = project;
  const timeZone = project.monitor?.timeZone;
  const deployment = project.serve?.deployment ?? project.name;
  const tracked = openTrackingRooms(means, {
    name: deployment,
    champion: async () => (await serve.deployment())?.champion ?? null,
    promote: async (release, by) => loop.promote(release, { ...by, at: (await serve.watermark()) || means.clock.now() }),
  });
  const data = createDataRoom(means, { datasets: project.data, root, ...(timeZone !== undefined && { timeZone }) });
  const dataset = project.data[project.train.dataset]!;
  const { openDoor } = options;
  const training = {
    root,
    scope,
    training: project.train,
    dataset,
    inputContract: loaded.inputContract,
    ...(project.outputs && { outputs: project.outputs }),
    segments: project.monitor?.segments ?? [],
    ...(timeZone !== undefined && { timeZone }),
    featureFile: project.features,
    variables: readVariables(),
    findTable: (name: string) => data.tableInput(name),
    ...(openDoor && { programs: { ...tracked, openDoor: () => openDoor(platform) } }),
  };
  const train = createTrainRoom(means, training, tracked.tracking);
  const releases = createReleaseRoom(means, { scope, gate: project.gate ?? {}, rules: loaded.rules, python: pythonOf(training, project.train) });
  const serve = createServeRoom(means, { releases, serving: { deployment, log: project.serve?.log ?? 'durable' }, ...askedOf(scope) });
  const alerting = { ...project.alerts, variables: readVariables(), ...(options.onAlert && { log: options.onAlert }) };
  const monitor = createMonitorRoom(means, {
    serve,
    releases,
    scope,
    monitoring: project.monitor ?? {},
    alerting,
    source: sourceOf(data, project.train.dataset, dataset),
    surroundings: data.surroundings,
  });
  const policy = project.loop ?? { retrain: {} };
  const loop: LoopRoom = createLoopRoom(means, {
    registry: tracked.registry,
    data,
    train,
    releases,
    serve,
    monitor,
    scope,
    policy,
    dataset: project.train.dataset,
    monitoring: project.monitor ?? {},
  });
  const rooms = { loaded, ...tracked, data, train, releases, serve, monitor, loop };
  const platform: Platform = {
    ...rooms,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    perform: createPerformer(rooms),
    lock: () => lockServer(means.folder),
    async close() {
      await serve.close();
      await rooms.tracking.close();
      await means.close();
    },
  };
  return platform;
}

/** The raw rows that a project trains on, for what was served to be held against. */
const sourceOf = (data: DataRoom, name: string, { key, eventAt }: Dataset): TrainingSource => ({ key, eventAt, rows: (interval) => data.sourceRows(name, { interval }) });
