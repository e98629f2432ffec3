import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DAY, formatDay } from '../../kernel/index.ts';
import { loadProject, openPlatform, stateFolderOf } from '../../platform/index.ts';
import { createClient } from '../../sdk/index.ts';
import { serveProject } from '../commands/up.ts';
import { lookBackOf, readUnitsFrom, type ReplayedDay, replayTraffic } from '../replay/replay-traffic.ts';
import { readInstant } from '../read-instant.ts';
import type { Session } from '../session.ts';
import { formatCount, progressBar, type Terminal } from '../terminal.ts';
import { sayQuality } from '../views/say-quality.ts';
import { withFault } from './fault.ts';
import { showEnd } from './show-end.ts';
import { STORY, type StoryMeans } from './story.ts';

export interface DemoOptions {
  /** Leave when the story is over, instead of serving on. */
  readonly exit?: boolean;
  /** Forget an earlier telling. */
  readonly fresh?: boolean;
  readonly port?: number;
  readonly until?: string;
  readonly dir?: string;
}

/** Half a year of event time: January trains the first model, the rest is lived through. */
const BEGIN = Date.UTC(2001, 0, 1);
const LIVE = Date.UTC(2001, 1, 1);
const END = Date.UTC(2001, 6, 1);

/** The share of the flights that are sent as traffic, and which of them: one in ten, chosen by their keys. */
const TRAFFIC = { fraction: 0.1, seed: 1 };

const EXAMPLE = fileURLToPath(new URL('../../../examples/flight-delay', import.meta.url));

/** Tells the whole loop on real flights: releases, half a year of traffic, a silent failure, retraining, trials. Goes on where an earlier telling was cut short. */
export async function demo(session: Session, options: DemoOptions): Promise<number> {
  const { terminal } = session;
  const root = await placeProject(options);
  if (options.fresh) await rm(stateFolderOf(root), { recursive: true, force: true });
  const started = performance.now();
  const loaded = withFault(await loadProject(root));
  const platform = await openPlatform(loaded);
  const served = await serveProject({ ...session, folder: root }, platform, { port: options.exit ? 0 : (options.port ?? 7300) });
  const until = options.until === undefined ? END : readInstant('--until', options.until);
  try {
    const client = createClient({ url: served.server.url, ...(session.token !== undefined && { token: session.token }) });
    const means: StoryMeans = { platform, client, terminal, signal: session.signal, begin: BEGIN, live: LIVE };
    terminal.line(`${terminal.style.bold('Capstan')}: ${loaded.project.scope.question} Half a year of real flights, replayed in event time.`);
    terminal.line(terminal.style.dim(`the page: ${served.server.url}   state: ${stateFolderOf(root)}\n`));
    await tell(means, until).catch((error: unknown) => {
      // A training that was stopped by the interruption fails as such; everything it finished is kept.
      if (!session.signal.aborted) throw error;
    });
    if (session.signal.aborted) {
      terminal.line('interrupted; run it again and it goes on from here');
      return 130;
    }
    await showEnd(terminal, client, { seconds: (performance.now() - started) / 1000 });
    terminal.json(await client.overview());
    if (!options.exit) await serveOn(session, served.server.url);
    return 0;
  } finally {
    terminal.progress(null);
    await served.close();
  }
}

/** Replays the days that are left, with the chapters of the story at the ends of their days. */
async function tell(means: StoryMeans, until: number): Promise<void> {
  const { platform, client, terminal } = means;
  const done = rememberChapters(platform.means.folder.path('demo.json'));
  const chapters = async (upTo: number): Promise<void> => {
    for (const chapter of STORY) {
      if (chapter.at > upTo || done.has(chapter.name) || means.signal.aborted) continue;
      terminal.line(`\n${terminal.style.bold(formatDay(chapter.at))}  ${chapter.title}`);
      await chapter.tell(means);
      done.add(chapter.name);
    }
  };
  const from = (await platform.loop.advancedTo()) ?? LIVE;
  await chapters(from);
  if (from > LIVE) terminal.line(terminal.style.dim(`told before up to ${formatDay(from)}; going on from there`));
  let predictions = 0;
  await replayTraffic({
    client,
    read: readUnitsFrom(platform, TRAFFIC),
    from,
    to: until,
    lookBack: lookBackOf(platform),
    signal: means.signal,
    async onDay(day) {
      predictions += day.predictions;
      narrate(terminal, day);
      await chapters(day.day + DAY);
      terminal.progress(`${formatDay(day.day)} ${progressBar((day.day + DAY - LIVE) / (until - LIVE))} ${formatCount(predictions)} flights`);
    },
  });
  terminal.progress(null);
}

/** Says what the loop did at the end of a day, when it did something. */
function narrate(terminal: Terminal, day: ReplayedDay): void {
  const { style } = terminal;
  for (const step of day.steps) {
    for (const window of step.closed.filter((one) => one.quarantined))
      terminal.line(`${formatDay(window.interval.from)}  ${style.bad('alert')}: the window is quarantined and stays out of training and trials`);
    if (step.retrained) {
      const { report, run } = step.retrained;
      terminal.line(`${formatDay(step.at)}  ${style.bold('retrained')}: ${run.why}`);
      terminal.line(
        style.dim(
          `            ${run.evaluation ? sayQuality(run.evaluation) : '–'}, ${formatCount(run.metrics['rows'] ?? 0)} rows, ${formatCount(run.metrics['rows left out'] ?? 0)} left out as poisoned; the gate ${report.passed ? 'passed it' : 'refused it'}`,
        ),
      );
    }
    for (const t of step.transitions) {
      const to = t.to === 'promoted' ? style.good(t.to) : t.to === 'rolled_back' ? style.bad('rolled back') : style.bold(t.to);
      terminal.line(`${formatDay(step.at)}  ${to}: ${t.why}`);
    }
  }
}

function rememberChapters(path: string): { has(name: string): boolean; add(name: string): void } {
  const told = new Set<string>(existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as string[]) : []);
  return {
    has: (name) => told.has(name),
    add(name) {
      told.add(name);
      writeFileSync(path, JSON.stringify([...told]));
    },
  };
}

/** In a checkout the example is used where it is; elsewhere it is copied out of the package first. */
async function placeProject(options: DemoOptions): Promise<string> {
  const isCheckout = existsSync(fileURLToPath(new URL('../../../src', import.meta.url)));
  if (isCheckout && options.dir === undefined) return EXAMPLE;
  const root = resolve(options.dir ?? 'flight-delay');
  await mkdir(root, { recursive: true });
  for (const file of ['capstan.config.ts', 'features.ts', 'rules.ts', 'README.md']) if (existsSync(join(EXAMPLE, file))) await cp(join(EXAMPLE, file), join(root, file));
  return root;
}

async function serveOn(session: Session, url: string): Promise<void> {
  session.terminal.line(`\nThe server stays up: ${session.terminal.style.bold(url)} shows the same. Ctrl-C stops it.`);
  await new Promise<void>((done) => session.signal.addEventListener('abort', () => done(), { once: true }));
}
