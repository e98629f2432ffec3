import { compareDistributions } from '../data/index.ts';
import { describeHistory } from './diagnosis/describe-history.ts';
import type { Distribution } from './diagnosis/distribution.ts';
import { profilesOf } from './verdict/judge-columns.ts';
import type { MonitorMeans } from './monitor-means.ts';
import { findWindows, type WindowFilter } from './windows.store.ts';
import { readDiagnoses } from './diagnosis/read-diagnoses.ts';
import { renderReport } from './report/render-report.ts';
import type { WindowReport } from './window.ts';

/** A page about a stretch of windows that needs no server: what was found, volumes, quality, drift, and every column beside its reference. */
export async function makeReport(monitor: MonitorMeans, filter: WindowFilter): Promise<string> {
  const { means, serve, metric } = monitor;
  const deployment = await serve.deployment();
  const windows = deployment === null ? [] : await findWindows(means, deployment.name, filter);
  const diagnoses = deployment === null ? [] : await readDiagnoses(monitor, deployment.name, filter);
  const history = describeHistory(deployment?.name ?? null, windows, metric);
  return renderReport({ project: means.project, history, diagnoses, distributions: await compareColumns(monitor, windows), madeAt: means.clock.now() });
}

/** Every column of the release that answers for the newest window, over all that it answered in the stretch. */
async function compareColumns({ serve, releases }: MonitorMeans, windows: readonly WindowReport[]): Promise<Distribution[]> {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { release } = last;
  const interval = { from: first.interval.from, to: last.interval.to };
  const counts = (await serve.counts(interval)).get(release);
  if (counts === undefined) return [];
  const { reference } = await releases.load(release);
  const groups = [
    { group: 'input' as const, table: counts.inputs },
    { group: 'feature' as const, table: counts.features },
    { group: 'score' as const, table: counts.score },
  ];
  const profiles = profilesOf(reference);
  return groups.flatMap(({ group, table }) =>
    profiles[group].map((profile, i) => ({ column: profile.name, group, window: interval, release, ...compareDistributions(profile, table.columns[i]!) })),
  );
}
