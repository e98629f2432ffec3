import { isCapstanError } from '../kernel/index.ts';
import type { ArtifactsPage, CodeComparison, Curve, ExperimentView, RunsPage, RunView } from '../sdk/index.ts';
import type { RegistryRoom } from '../release/index.ts';
import { diffCode, type Run, type View } from '../train/index.ts';
import { codeOf, describeCurve, describeRow, describeRun } from './describe-runs.ts';
import type { PlatformRooms } from './platform-rooms.ts';
import type { TrackingRooms } from './tracking-rooms.ts';

type Rooms = TrackingRooms & Partial<Pick<PlatformRooms, 'loaded' | 'train'> & { readonly registry: RegistryRoom }>;

const MOST_EXPERIMENTS = 5_000;

/** Experiments, newest first, with their active runs counted. */
export async function listExperiments({ tracking }: Rooms, view: View = 'active'): Promise<ExperimentView[]> {
  const { items } = await tracking.experiments.search({ view, maxResults: MOST_EXPERIMENTS });
  const counts = await tracking.runs.countByExperiment();
  return items.map(({ no, name, lifecycle, createdAt, updatedAt }) => ({ no, name, lifecycle, createdAt, updatedAt, runs: counts.get(no) ?? 0 }));
}

interface Question {
  readonly experiments?: readonly number[] | undefined;
  readonly filter?: string | undefined;
  readonly view?: View | undefined;
}

/** A page of runs with those nested in each counted. */
export async function searchRuns(
  rooms: Rooms,
  question: Question & { readonly orderBy?: readonly string[] | undefined; readonly maxResults?: number | undefined; readonly pageToken?: string | undefined },
): Promise<RunsPage> {
  const { tracking } = rooms;
  const { orderBy, pageToken, maxResults = 100 } = question;
  const { items, next } = await tracking.runs.search({
    ...(await resolveQuestion(rooms, question)),
    maxResults,
    ...(orderBy !== undefined && { orderBy }),
    ...(pageToken !== undefined && { pageToken }),
  });
  const children = await tracking.runs.countChildren(items.map((run) => run.info.id));
  return { runs: items.map((run) => describeRow(run, children.get(run.info.id) ?? 0)), next: next ?? null };
}

/** How many runs a filter finds. */
export const countRuns = async (rooms: Rooms, question: Question): Promise<number> => rooms.tracking.runs.count(await resolveQuestion(rooms, question));

async function resolveQuestion(rooms: Rooms, { experiments, filter, view }: Question): Promise<{ experiments: readonly number[]; filter?: string; view?: View }> {
  const all = async () => (await rooms.tracking.experiments.search({ view: 'active', maxResults: MOST_EXPERIMENTS })).items.map((each) => each.no);
  return { experiments: experiments ?? (await all()), ...(filter !== undefined && { filter }), ...(view !== undefined && { view }) };
}

/** Runs in full, in the order asked for. */
export async function readRuns(rooms: Rooms, ids: readonly string[]): Promise<RunView[]> {
  const { tracking, registry } = rooms;
  const children = await tracking.runs.countChildren(ids);
  return Promise.all(
    ids.map(async (id) => {
      const run = await tracking.runs.get(id);
      const experiment = await tracking.experiments.get(run.info.experiment);
      const versions = registry ? (await registry.versions.search({ filter: `run_id = '${id.replaceAll("'", "''")}'` })).items : [];
      const pipeline = await findPipeline(rooms, id);
      return describeRun(run, {
        children: children.get(id) ?? 0,
        experimentName: experiment.name,
        pipeline,
        leftOut: (pipeline && (await rooms.train?.leftOut(pipeline))) ?? null,
        releases: versions.map(({ name, version, aliases, release }) => ({ name, version: String(version), aliases, release })),
      });
    }),
  );
}

/** The pipeline run that a tracked run is; null for one of another program. */
async function findPipeline({ train }: Rooms, id: string): Promise<Run | null> {
  if (!train) return null;
  try {
    return await train.run(id);
  } catch (error) {
    if (isCapstanError(error, 'TRAIN_RUN_UNKNOWN')) return null;
    throw error;
  }
}

/** Metrics over steps; a run that lacks a metric has no curve. */
export async function readCurves(
  { tracking }: Rooms,
  { runs, keys, points = 500 }: { readonly runs: readonly string[]; readonly keys: readonly string[]; readonly points?: number | undefined },
): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const key of keys) {
    const sampled = await tracking.metrics.sample(runs, key, { points });
    for (const [run, some] of sampled) curves.push(describeCurve(run, key, some));
  }
  return curves;
}

/** What changed in the code from one run to another. */
export async function compareCode(rooms: Rooms, { from, to }: { readonly from: string; readonly to: string }): Promise<CodeComparison> {
  const [before, after] = await Promise.all([from, to].map(async (id) => codeOf(await rooms.tracking.runs.get(id), await findPipeline(rooms, id))));
  const diff = await diffCode(rooms.loaded?.root ?? null, before?.commit ?? '', after?.commit ?? '');
  return { from: before ?? null, to: after ?? null, ...diff };
}

export async function deleteRuns({ tracking }: Rooms, runs: readonly string[]): Promise<number> {
  for (const run of runs) await tracking.runs.remove(run);
  return runs.length;
}

export async function restoreRuns({ tracking }: Rooms, runs: readonly string[]): Promise<number> {
  for (const run of runs) await tracking.runs.restore(run);
  return runs.length;
}

/** The files of a run: one directory, one page. */
export async function listArtifacts(
  { artifacts }: Rooms,
  { run, path = '', pageToken }: { readonly run: string; readonly path?: string | undefined; readonly pageToken?: string | undefined },
): Promise<ArtifactsPage> {
  const home = await artifacts.homeOfRun(run);
  const { items, next } = await artifacts.list(path === '' ? home.directory : `${home.directory}/${path}`, pageToken === undefined ? {} : { token: pageToken });
  return {
    entries: items.map(({ name, isDirectory, size }) => ({ path: path === '' ? name : `${path}/${name}`, name, directory: isDirectory, size })),
    next: next ?? null,
  };
}
