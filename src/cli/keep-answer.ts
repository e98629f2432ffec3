import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgedAsChampion, type LoadedProject, openPlatform, type Platform, sourceFilesOf, stateFolderOf } from '../platform/index.ts';
import { identityOf, watchPath } from '../work/noop.ts';
import { type Answer, invocationOf, type Question, readAnswers, recordFilesIn, writeAnswer } from './answer.ts';
import { type RunOutcome, showRun } from './show-run.ts';
import { createTerminal } from './terminal.ts';

type Stats = Answer['stats'];

/** What of the records a run follows from. */
interface Standing {
  readonly version: string | null;
  readonly champion: string | null;
  readonly deployed: readonly [champion: string, challenger: string | null] | null;
  readonly trials: readonly string[];
  readonly quarantined: readonly unknown[];
}

/** What was there before a run began. */
export interface BeforeRun {
  readonly stats: Stats;
  readonly standing: Standing;
}

/** A run that is over, and how it was asked for. */
export interface FinishedRun {
  readonly question: Question;
  readonly loaded: LoadedProject;
  readonly before: BeforeRun;
  readonly outcome: RunOutcome;
  /** The parts of the releases that were looked at: digests. */
  readonly version: string;
  readonly json: boolean;
  readonly explain: boolean;
  readonly exitCode: number;
  /** Whether the same question means the same day again, as far as the records tell. */
  readonly meansTheSame: (platform: Platform) => Promise<boolean>;
}

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Looks at what a run will follow from: the program and its packages, the sources, and the records. */
export async function lookBeforeRun(platform: Platform): Promise<BeforeRun> {
  const { loaded } = platform;
  const program = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js') && !path.startsWith('ui/'));
  const locks = [join(DIST, '..'), loaded.root].flatMap((folder) => ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'].map((name) => join(folder, name)));
  const paths = [...program.map((path) => join(DIST, path)), ...locks, ...(await sourceFilesOf(loaded))];
  return { stats: paths.map((path) => [path, identityOf(path)] as const), standing: await readStanding(platform) };
}

async function readStanding({ data, releases, serve, loop, monitor, loaded }: Platform): Promise<Standing> {
  const deployment = await serve.deployment();
  return {
    version: (await data.latest(loaded.project.train.dataset))?.id ?? null,
    champion: await releases.alias('champion'),
    deployed: deployment && [deployment.champion, deployment.challenger?.release ?? null],
    trials: (await loop.rollouts()).filter((rollout) => rollout.endedAt === null).map((rollout) => rollout.challenger),
    quarantined: (await monitor.quarantine()).filter((one) => one.state === 'held').map(({ window, rows }) => [window.from, rows?.table ?? null]),
  };
}

/**
 * Keeps what the same question would be answered now, for `runFast`; not when anything that mattered has moved meanwhile. Answers to other questions
 * that follow from the same records hold too, though the run has written its own. The platform must be closed.
 */
export async function keepAnswer(finished: FinishedRun): Promise<void> {
  const { loaded, before } = finished;
  const folder = stateFolderOf(loaded.root);
  const seen = recordFilesIn(folder).map(watchPath);
  const platform = await openPlatform(loaded);
  let standing: Standing;
  let outcome: RunOutcome | undefined;
  let parts: Answer['parts'];
  try {
    standing = await readStanding(platform);
    outcome = (await finished.meansTheSame(platform)) && standing.version === finished.version ? sayAgain(finished, standing) : undefined;
    parts = await partsOf(platform, [standing.champion, finished.outcome.release?.id ?? null]);
  } finally {
    await platform.close();
  }
  const same = (path: readonly [string, string | null, ...unknown[]]): boolean => identityOf(path[0]) === path[1];
  if (recordFilesIn(folder).length !== seen.length || !seen.every(same) || !before.stats.every(same)) return;
  const text = JSON.stringify(standing);
  for (const other of readAnswers(folder)) if (other.standing === text) writeAnswer(folder, { ...other, records: seen });
  if (outcome === undefined) return;
  writeAnswer(folder, {
    invocation: invocationOf(finished.question),
    stats: before.stats,
    parts,
    records: seen,
    standing: text,
    steps: outcome.pipeline.steps.map((step) => step.key),
    exitCode: finished.exitCode,
    plain: print(outcome, { ...finished, coloured: false }),
    coloured: print(outcome, { ...finished, coloured: true }),
  });
}

/** What a second run would come to: all steps cached, and the gate's word on a release that may have become the champion. Undefined when that is not known. */
function sayAgain({ outcome, before }: FinishedRun, standing: Standing): RunOutcome | undefined {
  if (JSON.stringify(standing.quarantined) !== JSON.stringify(before.standing.quarantined)) return undefined;
  const itself = standing.champion === outcome.report.release;
  if (!itself && standing.champion !== before.standing.champion) return undefined;
  const steps = outcome.pipeline.steps.map((step) => ({ ...step, status: 'cached' as const, why: [] }));
  return { ...outcome, reread: [], pipeline: { ...outcome.pipeline, steps }, report: itself ? judgedAsChampion(outcome.report) : outcome.report };
}

async function partsOf({ releases, means }: Platform, ids: readonly (string | null)[]): Promise<Answer['parts']> {
  const digests = new Set<string>();
  for (const release of await releases.list()) {
    if (ids.includes(release.id))
      for (const digest of [...Object.values(release.manifest), release.evaluation, release.testRows]) if (digest.startsWith('sha256:')) digests.add(digest);
  }
  const paths = await Promise.all([...digests].map((digest) => means.blobs.pathOf(digest as `sha256:${string}`)));
  return paths.map(watchPath);
}

function print(outcome: RunOutcome, how: { readonly json: boolean; readonly coloured: boolean; readonly explain: boolean }): string {
  let text = '';
  const out = { isTTY: how.coloured, write: (more: string) => void (text += more) };
  showRun(createTerminal({ json: how.json, plain: !how.coloured, out, err: { write: () => undefined } }), outcome, { explain: how.explain });
  return text;
}
