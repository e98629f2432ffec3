import { DAY, formatDay, type Instant } from '../../kernel/index.ts';
import type { Platform } from '../../platform/index.ts';
import type { Client } from '../../sdk/index.ts';
import { showDiff, showFailures } from '../views/data.ts';
import { sayQuality } from '../views/say-quality.ts';
import { showPipelineProgress } from '../show-pipeline.ts';
import { formatCount, type Terminal } from '../terminal.ts';
import { FAULT } from './fault.ts';

/** What a chapter is told with. */
export interface StoryMeans {
  readonly platform: Platform;
  readonly client: Client;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly begin: Instant;
  readonly live: Instant;
}

/** Something that people do in the story; everything else the loop does by itself. */
export interface Chapter {
  readonly name: string;
  /** Event time: the chapter is told when the day before it is over. */
  readonly at: Instant;
  readonly title: string;
  readonly tell: (means: StoryMeans) => Promise<void>;
}

const day = (month: number, date: number): Instant => Date.UTC(2001, month - 1, date);

export const STORY: readonly Chapter[] = [
  {
    name: 'first release',
    at: day(2, 1),
    title: 'January becomes a dataset version, a model, and the first release',
    async tell({ platform, terminal, signal, begin, live }) {
      const made = await platform.loop.makeRelease({
        asOf: live,
        since: begin,
        actor: 'demo',
        why: 'the first model, from January',
        onEvent: showPipelineProgress(terminal),
        signal,
      });
      terminal.progress(null);
      const { evaluation } = made.run;
      terminal.line(
        `            ${formatCount(made.version.rows)} flights, contract ${made.version.contract.verdict}; trained on ${formatCount(made.run.metrics['train rows'] ?? 0)}`,
      );
      terminal.line(
        `            ${sayQuality(evaluation!)} on newer flights; the gate passed ${made.report.checks.filter((c) => c.passed).length} of ${made.report.checks.length} checks`,
      );
      if (made.release && !(await platform.serve.deployment())) await platform.loop.place(made.release, { at: live, actor: 'demo' });
    },
  },
  {
    name: 'fault',
    at: FAULT.from,
    title: 'the demo breaks something upstream, in silence',
    async tell({ terminal }) {
      terminal.line(
        `            for two days a "repair" fills the departure time with ${FAULT.timeOfDay.replace(' hours', ' h').replace(' minutes', ' min')}; every value is valid`,
      );
    },
  },
  {
    name: 'what was found',
    at: FAULT.from + DAY,
    title: 'what Capstan found at the end of the first day',
    async tell({ platform, terminal }) {
      const pages = await platform.monitor.findings({ urgency: 'page' });
      for (const page of pages) terminal.line(`            ${terminal.style.bad('page')} ${page.message}\n            ${terminal.style.dim(page.remedy)}`);
      if (pages.length === 0) terminal.line(terminal.style.bad('            nothing was found'));
    },
  },
  {
    name: 'february',
    at: day(3, 1),
    title: 'February has joined the dataset; its contract speaks, and the diff shows what changed',
    async tell({ platform, terminal }) {
      const { data } = platform;
      const latest = (await data.latest('flights'))!;
      const from = Math.max(...latest.manifest.parts.map((part) => part.interval.to));
      if (from < day(3, 1)) await data.ingest('flights', { interval: { from, to: day(3, 1) }, parent: latest.id });
      const versions = (await data.list('flights')).toSorted((one, other) => one.number - other.number);
      for (const version of versions.slice(1).filter((one) => one.contract.failures.length > 0)) showFailures(terminal, version);
      showDiff(terminal, await data.diff(versions[0]!.id, versions.at(-1)!.id));
    },
  },
  {
    name: 'bad model',
    at: day(3, 2),
    title: 'someone trains on the newest five days, poison included; the gate answers',
    async tell({ platform, terminal, signal }) {
      const made = await platform.loop.makeRelease({
        asOf: FAULT.to + DAY,
        actor: 'demo',
        why: 'an experiment: only the five newest days',
        includeQuarantined: 'the five newest days as they are, to see what the gate says',
        changes: { lastDays: 5 },
        onEvent: showPipelineProgress(terminal),
        signal,
      });
      terminal.progress(null);
      for (const check of made.report.checks.filter((c) => !c.passed)) terminal.line(`            ${terminal.style.bad('refused')} ${check.name}: ${check.detail}`);
      if (made.release) terminal.line(terminal.style.warn('            the gate let it pass'));
    },
  },
  {
    name: 'bad rule',
    at: day(5, 1),
    title: 'someone lowers the warning to a score of 0.05; rules skip the shadow by policy',
    async tell({ platform, terminal }) {
      const { rules } = platform.loaded;
      const generous = { ...rules, rows: rules.rows.map((rule) => (rule.id === 'likely' ? { ...rule, when: 'score >= 0.05', reason: 'better one warning too many' } : rule)) };
      const release = await platform.loop.proposeRules(generous, { at: day(5, 1), actor: 'demo', why: 'warn from a score of 0.05' });
      terminal.line(`            ${release.id.slice(7, 19)} waits for its turn on live traffic (${formatDay(day(5, 1))})`);
    },
  },
];
