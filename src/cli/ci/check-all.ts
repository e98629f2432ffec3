import { type CapstanError, DAY, floorTo, formatDay, type Instant, isCapstanError, messageOf } from '../../kernel/index.ts';
import {
  type ConfigurationProblem,
  type ContractFailure,
  type DatasetVersion,
  type LoadedProject,
  loadProject,
  type MadeRelease,
  openCopy,
  openPlatform,
  type PipelineEvent,
  type Platform,
  type PlatformOptions,
} from '../../platform/index.ts';
import { aboutMetric, qualityOf } from '../../sdk/index.ts';
import { describeUndeclared } from '../show-run.ts';
import { userStackOf } from '../user-stack.ts';
import { type ChosenInterval, chooseInterval } from '../choose-interval.ts';
import type { CiCase, CiQuality, CiReport, CiSuite } from './report.ts';

/** How to check a project. */
export interface CheckOptions {
  readonly since?: string;
  readonly until?: string;
  /** Works on the project's own state, so that what was made stays; otherwise on a copy of it that is gone afterwards. */
  readonly keep?: boolean;
  readonly signal: AbortSignal;
  /** See `openPlatform`. */
  readonly openDoor?: NonNullable<PlatformOptions['openDoor']>;
  /** Told what is under way. */
  readonly onProgress: (text: string) => void;
}

/** Everything that can be judged of a project before it is released: configuration, contracts on all data, pipeline, gate against the champion. Never throws for what it finds. */
export async function checkAll(root: string, options: CheckOptions): Promise<CiReport> {
  options.onProgress('configuration …');
  let loaded: LoadedProject;
  try {
    loaded = await loadProject(root);
  } catch (error) {
    if (!isCapstanError(error, 'PROJECT_INVALID')) throw error;
    const problems = error.facts['problems'] as readonly ConfigurationProblem[];
    const cases = problems.map((one): CiCase => ({ name: `${one.file}${one.line === null ? '' : `:${one.line}`}`, state: 'failed', message: one.message }));
    return { project: root.split(/[\\/]/).at(-1)!, passed: false, suites: [{ name: 'configuration', cases }, ...['contracts', 'pipeline', 'gate'].map(notReached)], quality: [] };
  }
  const configuration: CiSuite = {
    name: 'configuration',
    cases: [
      { name: 'capstan.config.ts', state: 'passed' },
      { name: loaded.project.features, state: 'passed' },
      { name: 'rules', state: 'passed' },
    ],
  };
  const platform = await (options.keep ? openPlatform : openCopy)(loaded, { ...(options.openDoor && { openDoor: options.openDoor }) });
  try {
    const contracts = await checkContracts(platform, options);
    const rest = contracts.suites.some(hasFailed) ? { suites: [notReached('pipeline'), notReached('gate')], quality: [] } : await checkModel(platform, contracts.until, options);
    const suites = [configuration, ...contracts.suites, ...rest.suites];
    return { project: loaded.project.name, passed: !suites.some(hasFailed), suites, quality: rest.quality };
  } finally {
    await platform.close();
  }
}

const hasFailed = (suite: CiSuite): boolean => suite.cases.some((one) => one.state === 'failed');

const notReached = (name: string): CiSuite => ({ name, cases: [{ name, state: 'skipped' }] });

/** Reads all data of each dataset anew, as if there were no version of it: what is stored was tested by the contract of its day. */
async function checkContracts(platform: Platform, options: CheckOptions): Promise<{ suites: CiSuite[]; until: Instant }> {
  const { project } = platform.loaded;
  const suites: CiSuite[] = [];
  let until = 0;
  for (const [name, { contract }] of Object.entries(project.data)) {
    options.onProgress(`contract of ${name} …`);
    const started = performance.now();
    let cases: CiCase[];
    try {
      const chosen: Partial<ChosenInterval> = name === project.train.dataset ? await chooseInterval(platform, options) : {};
      const extent = await platform.data.extent(name);
      const from = (options.since === undefined ? undefined : chosen.since) ?? floorTo(extent?.from ?? 0, DAY);
      const to = chosen.until === undefined ? floorTo((extent?.to ?? DAY) - 1, DAY) + DAY : floorTo(chosen.until, DAY);
      if (chosen.until !== undefined) until = chosen.until;
      const version = await platform.data.ingest(name, { interval: { from, to } });
      const names = [...Object.keys(contract.columns), ...(contract.conditions ?? []).map((one) => one.name)];
      cases = contractCases(version, names, (performance.now() - started) / 1_000);
    } catch (error) {
      if (!isCapstanError(error)) throw error;
      cases = isCapstanError(error, 'DATA_CONTRACT_FAILED')
        ? (error.facts['failures'] as readonly ContractFailure[]).map((failure) => failureCase(failure, failure.severity === 'error' ? 'failed' : 'warned'))
        : [errorCase(name, error)];
    }
    suites.push({ name: `contract of ${name}`, cases });
  }
  return { suites, until };
}

function contractCases(version: DatasetVersion, names: readonly string[], seconds: number): CiCase[] {
  const { failures, rows, dropped } = version.contract;
  const { parts } = version.manifest;
  const read: CiCase = {
    name: 'rows',
    state: dropped > 0 ? 'warned' : 'passed',
    message: `${rows} from ${formatDay(parts[0]!.interval.from)} to ${formatDay(parts.at(-1)!.interval.to)}, ${dropped} set aside`,
    seconds,
  };
  const found = new Set(failures.map((failure) => failure.column));
  return [read, ...failures.map((failure) => failureCase(failure, 'warned')), ...names.filter((name) => !found.has(name)).map((name): CiCase => ({ name, state: 'passed' }))];
}

const failureCase = (failure: ContractFailure, state: 'failed' | 'warned'): CiCase => ({
  name: failure.column,
  state,
  message: failure.message,
  ...(failure.examples.length > 0 && { details: failure.examples.map((row) => JSON.stringify(row)).join('\n') }),
});

async function checkModel(platform: Platform, until: Instant, options: CheckOptions): Promise<{ suites: CiSuite[]; quality: CiQuality[] }> {
  const steps: CiCase[] = [];
  const onEvent = (event: PipelineEvent): void => {
    if (event.type === 'step-start') options.onProgress(`${event.step} …`);
    if (event.type !== 'step-end') return;
    const { name, status, milliseconds, undeclared, error } = event.result;
    if (status === 'failed') steps.push(errorCase(name, error));
    else if (status === 'skipped') steps.push({ name, state: 'skipped' });
    else if (undeclared) steps.push({ name, state: 'warned', message: describeUndeclared(name, undeclared) });
    else if (status === 'cached') steps.push({ name, state: 'passed', message: 'unchanged, from the cache' });
    else steps.push({ name, state: 'passed', message: `ran in ${(milliseconds / 1_000).toFixed(1)} s`, seconds: milliseconds / 1_000 });
  };
  let made: MadeRelease;
  try {
    made = await platform.loop.makeRelease({ asOf: until, actor: 'ci', why: 'capstan ci', onEvent, signal: options.signal });
  } catch (error) {
    if (!isCapstanError(error)) throw error;
    return {
      suites: [{ name: 'pipeline', cases: steps.some((one) => one.state === 'failed') ? steps : [...steps, errorCase('pipeline', error)] }, notReached('gate')],
      quality: [],
    };
  }
  const cases = made.report.checks.map((check): CiCase => ({ name: check.name, state: check.passed ? 'passed' : 'failed', message: check.detail }));
  return {
    suites: [
      { name: 'pipeline', cases: steps },
      { name: 'gate', cases },
    ],
    quality: await qualitiesOf(platform, made),
  };
}

async function qualitiesOf(platform: Platform, made: MadeRelease): Promise<CiQuality[]> {
  const { evaluation } = made.run;
  if (!evaluation) return [];
  const own = qualityOf(evaluation);
  const metric = aboutMetric(own.metric).title;
  const champion = await platform.releases.alias('champion');
  const its = champion === null || champion === made.release?.id ? null : await platform.releases.evaluation(champion);
  return [
    { name: 'this candidate', metric, value: own.value, cost: evaluation.cost, rows: evaluation.rows },
    { name: 'the baseline, on the same rows', metric, value: own.baseline, cost: evaluation.baseline.cost, rows: evaluation.rows },
    ...(its ? [{ name: 'the champion, when it was released', metric, value: qualityOf(its).value, cost: its.cost, rows: its.rows }] : []),
  ];
}

/** An error as a case: with the stack of the user's own code when it came from there. */
function errorCase(name: string, error: CapstanError | undefined): CiCase {
  const stack = userStackOf(error);
  const details = [error === undefined ? '' : `→ ${error.remedy}`, stack ?? ''].filter((text) => text !== '').join('\n');
  return { name, state: 'failed', message: messageOf(error), ...(details !== '' && { details }) };
}
