import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CapstanError, type Digest, digestOf, isCapstanError, type JsonValue, messageOf, setOwn } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { checkPipeline, upstreamOf, withParams } from './check-pipeline.ts';
import { findCached, looksNew } from './find-cached.ts';
import { identityOf } from './file-identity.ts';
import { type Flights, openFlights } from './flight.ts';
import { keyOf, partsOf, staticKeyOf } from './identify-step.ts';
import { type WatchedPath, watchPath, writeNoop } from './noop.ts';
import type { PipelineEvent, PipelineResult, StepResult } from './pipeline-result.ts';
import { type PlannedStep, type Planner, planSteps } from './plan-steps.ts';
import { createPublisher, type Publisher } from './publish-outputs.ts';
import { openRunFolder } from './run-folder.ts';
import { runStep, type WrittenFile } from './run-step.ts';
import type { Pipeline, Step } from './step.ts';
import type { Accompany } from './step-company.ts';
import { createStepWorker, type StepWorker } from './worker.ts';
import { workErrors } from './work.errors.ts';
import { readTraces, saveFiles, saveSteps, type StepTrace } from './work.store.ts';

/** How to run a pipeline. */
export interface RunOptions {
  /** The project's folder, absolute: paths of modules and files are relative to it. */
  readonly root: string;
  readonly means: Means;
  /** Take the place of the steps' own parameters of these names. */
  readonly params?: Readonly<Record<string, JsonValue>>;
  /** Where PATH, HOME and declared variables are read from. Steps see nothing else of it. @default {} */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Finds company for each command that runs: variables that have no part in its identity, and outputs that it gave elsewhere. */
  readonly accompany?: Accompany;
  readonly onEvent?: (event: PipelineEvent) => void;
  /** Stops the running step; what is finished is kept. */
  readonly signal?: AbortSignal;
  /** Keeps a result that is done for `tryNoop`: under which invocation, and from which files (absolute) the pipeline's definition came. */
  readonly remember?: { readonly invocation: string; readonly definedBy: readonly string[] };
}

interface Run {
  readonly pipeline: Pipeline;
  readonly options: RunOptions;
  readonly planner: Planner;
  readonly publisher: Publisher;
  readonly flights: Flights;
  readonly worker: StepWorker;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: PipelineEvent) => void;
  readonly traces: ReadonlyMap<string, StepTrace>;
  readonly results: Map<string, StepResult>;
  readonly outputs: Map<string, Readonly<Record<string, Digest>>>;
  /** Outputs of this run that may not have reached the store yet. */
  readonly fresh: Map<Digest, WrittenFile & { readonly step: string }>;
  /** Traces of cached steps whose identity moved. */
  readonly moved: StepTrace[];
}

/**
 * Runs a pipeline: every step whose code, inputs, parameters (those it reads), packages, files and environment are as in an earlier run is taken from the cache.
 * A step that breaks fails the result, not the call; steps that do not read from it still run. Killed and called again, it goes on behind the last finished step.
 * Throws WORK_PIPELINE_INVALID, WORK_PARAM_UNKNOWN, WORK_CODE_UNREADABLE, WORK_CODE_NOT_TRACEABLE, WORK_LOCK_MISSING, WORK_LOCK_DISAGREES before anything runs.
 * @example const result = await runPipeline(trainingPipeline, { root: '/home/me/flights', means });
 */
export async function runPipeline(definition: Pipeline, options: RunOptions): Promise<PipelineResult> {
  const { means, root, env = {} } = options;
  const pipeline = withParams(definition, options.params ?? {});
  const order = checkPipeline(pipeline);
  const definedBy = (options.remember?.definedBy ?? []).map(watchPath);
  const planner = await planSteps(order, { root, means, env });
  const run: Run = {
    pipeline,
    options,
    planner,
    publisher: createPublisher(means, pipeline.name),
    flights: openFlights(means.folder.path('work', 'flights')),
    worker: createStepWorker(),
    folder: await openRunFolder(means.folder.path('work', 'runs')),
    signal: options.signal ?? new AbortController().signal,
    onEvent: options.onEvent ?? (() => undefined),
    traces: await readTraces(means, pipeline.name),
    results: new Map(),
    outputs: new Map(),
    fresh: new Map(),
    moved: [],
  };
  try {
    for (const [index, step] of order.entries()) await advance(run, step, order[index + 1]);
  } finally {
    await run.publisher.settle();
    run.worker.close();
    run.flights.close();
    await rm(run.folder, { recursive: true, force: true });
  }
  if (run.moved.length > 0) await saveSteps(means, { pipeline: pipeline.name, records: [], traces: run.moved });
  await saveFiles(means, planner.digests.learnt);
  const result = summarise(run);
  if (options.remember && result.status === 'done') await remember(run, result, { invocation: options.remember.invocation, definedBy });
  return result;
}

async function advance(run: Run, step: Step, next: Step | undefined): Promise<void> {
  const broken = upstreamOf(step).some((name) => !run.outputs.has(name));
  if (broken || run.signal.aborted) return conclude(run, { name: step.name, key: null, status: 'skipped', why: [], outputs: {}, milliseconds: 0, metrics: [] });
  try {
    await resolveStep(run, step, next);
  } catch (thrown) {
    const error = nameError(run, step, thrown);
    run.outputs.delete(step.name);
    conclude(run, { name: step.name, key: null, status: 'failed', why: [], outputs: {}, milliseconds: 0, metrics: [], error });
  }
}

async function resolveStep(run: Run, step: Step, next: Step | undefined): Promise<void> {
  const { means } = run.options;
  const params = step.params ?? {};
  const planned = await run.planner.plan(step, run.outputs);
  const { identity } = planned;
  const question = {
    staticKey: staticKeyOf(identity),
    identity,
    params,
    trace: run.traces.get(step.name),
    digestOf: (file: string) => run.planner.digests.digestOf(join(run.options.root, file)),
    refusesUndeclared: step.undeclaredReads === 'stop',
  };
  // What looks new is looked up once, when nobody else can be making it; what looks as it did needs no flight at all.
  if (!looksNew(question)) {
    const first = await findCached(means, question);
    if (first.record) return takeCached(run, { step, planned, record: first.record });
  }
  // Which parameters it will read is not known yet: all of them name the flight.
  const leave = await run.flights.enter(digestOf([question.staticKey, params]).slice(7), run.signal);
  try {
    const second = await findCached(means, question);
    if (second.record) {
      leave();
      return takeCached(run, { step, planned, record: second.record });
    }
    await makeStep(run, { step, planned, staticKey: question.staticKey, why: second.why, leave, next });
  } catch (error) {
    leave();
    throw error;
  }
}

function takeCached(run: Run, found: { step: Step; planned: PlannedStep; record: NonNullable<Awaited<ReturnType<typeof findCached>>['record']> }): void {
  const { step, planned, record } = found;
  const { key, outputs, milliseconds, metrics } = record;
  const undeclared = Object.keys(record.undeclared);
  if (run.traces.get(step.name)?.key !== key) run.moved.push({ step: step.name, key, parts: partsOf(planned.identity, record.reads, step.params ?? {}) });
  run.outputs.set(step.name, outputs);
  conclude(run, { name: step.name, key, status: 'cached', why: [], outputs, milliseconds, metrics, ...(undeclared.length > 0 && { undeclared }) });
}

async function makeStep(
  run: Run,
  about: { step: Step; planned: PlannedStep; staticKey: Digest; why: readonly string[]; leave: () => void; next: Step | undefined },
): Promise<void> {
  const { step, planned, staticKey, why, leave, next } = about;
  const params = step.params ?? {};
  run.onEvent({ type: 'step-start', step: step.name, why });
  const inputs = await placeInputs(run, step, planned);
  const made = await runStep({
    step,
    planned,
    root: run.options.root,
    inputs,
    params,
    folder: join(run.folder, step.name),
    worker: run.worker,
    accompany: run.options.accompany,
    // What reads from a step that had to run has probably to run too.
    next: next && upstreamOf(next).includes(step.name) ? run.planner.codeOf(next) : undefined,
    signal: run.signal,
    onEvent: run.onEvent,
  });
  refuseChanged(run, step, planned);
  const { reads, outputs, metrics, milliseconds } = made;
  const key = keyOf(staticKey, reads, params);
  const undeclared = await digestUndeclared(run, made.undeclared);
  const result: StepResult = { name: step.name, key, status: 'ran', why, outputs, milliseconds, metrics, ...(made.undeclared.length > 0 && { undeclared: made.undeclared }) };
  run.outputs.set(step.name, outputs);
  run.results.set(step.name, result);
  for (const [digest, file] of made.files) run.fresh.set(digest, { ...file, bytes: null, step: step.name });
  run.publisher.add({
    record: { key, staticKey, reads, outputs, undeclared, metrics, milliseconds },
    trace: { step: step.name, key, parts: partsOf(planned.identity, reads, params) },
    files: made.files,
    onDurable() {
      leave();
      conclude(run, result);
    },
    onLost(error) {
      leave();
      run.outputs.delete(step.name);
      conclude(run, { ...result, status: 'failed', outputs: {}, error: nameError(run, step, error) });
    },
  });
}

/** As they are when the step has ended; one that is gone by then counts for nothing. */
async function digestUndeclared(run: Run, files: readonly string[]): Promise<Record<string, Digest>> {
  const digests: Record<string, Digest> = {};
  for (const file of files) {
    const digest = await run.planner.digests.digestOf(join(run.options.root, file));
    if (digest !== undefined) setOwn(digests, file, digest);
  }
  return digests;
}

/** What a step read must have been the same all the time, or its outputs do not belong to its key. */
function refuseChanged(run: Run, step: Step, planned: PlannedStep): void {
  const changed = run.planner.digests.changed(planned.reads);
  if (changed.length > 0) throw workErrors.INPUT_CHANGED({ step: step.name, paths: changed });
  for (const digest of Object.values(planned.identity.inputs).flat()) {
    const file = run.fresh.get(digest);
    if (file && identityOf(file.path) !== file.identity) throw workErrors.OUTPUT_CHANGED({ step: file.step, path: file.path });
  }
}

async function placeInputs(run: Run, step: Step, planned: PlannedStep): Promise<Record<string, string[]>> {
  const { root, means } = run.options;
  const paths: Record<string, string[]> = {};
  for (const [port, input] of Object.entries(step.inputs ?? {})) {
    if ('file' in input) setOwn(paths, port, [join(root, input.file)]);
    else setOwn(paths, port, await Promise.all(planned.identity.inputs[port]!.map(async (digest) => run.fresh.get(digest)?.path ?? means.blobs.pathOf(digest))));
  }
  return paths;
}

function conclude(run: Run, result: StepResult): void {
  run.results.set(result.name, result);
  run.onEvent({ type: 'step-end', step: result.name, result });
}

function nameError(run: Run, step: Step, thrown: unknown): CapstanError {
  if (isCapstanError(thrown)) return thrown;
  if (run.signal.aborted) return workErrors.STEP_ABORTED({ step: step.name });
  return workErrors.STEP_FAILED({ step: step.name, reason: messageOf(thrown), stack: thrown instanceof Error ? (thrown.stack ?? '') : '' }, { cause: thrown });
}

function summarise(run: Run): PipelineResult {
  const steps = run.pipeline.steps.map((step) => run.results.get(step.name)!);
  const failed = steps.find((step) => step.status === 'failed') ?? steps.find((step) => step.status === 'skipped');
  const error = failed?.error ?? (failed && workErrors.STEP_ABORTED({ step: failed.name }));
  return { pipeline: run.pipeline.name, status: failed ? 'failed' : 'done', steps, ...(error && { error }) };
}

async function remember(run: Run, result: PipelineResult, about: { invocation: string; definedBy: readonly WatchedPath[] }): Promise<void> {
  const { means, env = {} } = run.options;
  const { watched, env: names } = await run.planner.evidence();
  const stored = await Promise.all(result.steps.flatMap((step) => Object.values(step.outputs)).map((digest) => means.blobs.pathOf(digest)));
  writeNoop({ folder: means.folder.root, invocation: about.invocation, env }, { watched: [...watched, ...about.definedBy], env: names, stored }, result);
}
