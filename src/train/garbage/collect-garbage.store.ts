import type { Means } from '../../store/index.ts';
import { measureArtifacts } from '../artifacts/artifacts.store.ts';
import { findDoomed, type Doomed, type Sentence } from './find-doomed.store.ts';
import { freeBytes } from './free-bytes.store.ts';
import type { DatedOrder, GarbageOrder, GarbageReport } from './garbage.ts';
import { homeOf } from './home-of.ts';
import { removeExperimentForGood, removeModelForGood, removeRunForGood } from './remove-doomed.store.ts';

const MOST_TOLD = 1_000;

/**
 * Removes for good what was deleted before a moment and nothing needs any more: runs, logged models, experiments, what was logged to them, their artifacts, and then all
 * bytes that were an artifact's and that nothing names now. Each thing goes in one step and bytes go last, so an end in the middle, however hard, loses nothing that is
 * needed: the next collection goes on. See `docs/decisions/garbage.md`.
 */
export async function collectGarbage(means: Means, asked: GarbageOrder): Promise<GarbageReport> {
  const order: DatedOrder = { ...asked, before: means.clock.now() - asked.olderThan };
  const dryRun = order.dryRun === true;
  const sentence = await findDoomed(means, order);
  const removed = dryRun ? await measureDoomed(means, sentence) : await removeDoomed(means, sentence, order);
  const homes = new Set(dryRun ? [...sentence.runs, ...sentence.models].flatMap((thing) => homeOf(thing.uri) ?? []) : []);
  const { blobs, bytes, kept: keptBytes } = await freeBytes(means, { dryRun, homes });
  const kept = [...sentence.kept, ...keptBytes];
  const elsewhere = [...sentence.runs, ...sentence.models].flatMap(({ uri }) => (homeOf(uri) === undefined ? [uri] : []));
  const report = { dryRun, ...removed, blobs, bytes, kept: kept.slice(0, MOST_TOLD), keptCount: kept.length, elsewhere: elsewhere.slice(0, MOST_TOLD) };
  if (!dryRun && removed.runs + removed.loggedModels + removed.experiments + blobs > 0) await tell(means, order, { sentence, report });
  return report;
}

type Removed = Pick<GarbageReport, 'experiments' | 'runs' | 'loggedModels' | 'files'>;

async function removeDoomed(means: Means, { runs, models, experiments }: Sentence, order: DatedOrder): Promise<Removed> {
  const removed = { experiments: 0, runs: 0, loggedModels: 0, files: 0 };
  for (const model of models) {
    const files = await removeModelForGood(means, model, order);
    if (files === undefined) continue;
    removed.loggedModels++;
    removed.files += files;
  }
  for (const run of runs) {
    const files = await removeRunForGood(means, run, order);
    if (files === undefined) continue;
    removed.runs++;
    removed.files += files;
  }
  for (const no of experiments) if (await removeExperimentForGood(means, no, order)) removed.experiments++;
  return removed;
}

async function measureDoomed(means: Means, { runs, models, experiments }: Sentence): Promise<Removed> {
  let files = 0;
  for (const { uri } of [...runs, ...models] satisfies Doomed[]) {
    const home = homeOf(uri);
    if (home !== undefined) files += (await measureArtifacts(means, home)).files;
  }
  return { experiments: experiments.length, runs: runs.length, loggedModels: models.length, files };
}

/** One event for all that is gone: what was there is in the events before it. */
async function tell(means: Means, order: DatedOrder, { sentence, report }: { readonly sentence: Sentence; readonly report: GarbageReport }): Promise<void> {
  const { kept: _, elsewhere, ...counts } = report;
  const ids = (things: readonly Doomed[]): string[] => things.slice(0, MOST_TOLD).map((thing) => thing.id);
  await means.ledger.append({
    actor: order.actor,
    eventAt: null,
    noun: 'garbage',
    name: means.project,
    from: null,
    to: 'collected',
    why: `it was deleted before ${new Date(order.before).toISOString()}, and nothing needs it`,
    evidence: {
      ...counts,
      elsewhere: [...elsewhere],
      ids: { experiments: sentence.experiments.slice(0, MOST_TOLD), runs: ids(sentence.runs), loggedModels: ids(sentence.models) },
    },
  });
}
