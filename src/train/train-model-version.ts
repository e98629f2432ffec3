import { cpus, platform, release } from 'node:os';
import { type Contract, type Dataset, type DatasetVersion, outputContract } from '../data/index.ts';
import { type Digest, digestOfFile, type Instant, isCapstanError, type JsonValue, messageOf, newId } from '../kernel/index.ts';
import { askedOf, type Scope, taskOf } from '../scope/index.ts';
import { SCORING_SCRIPT } from '../model/index.ts';
import type { Means } from '../store/index.ts';
import { lookAtPython, type PipelineEvent, type PipelineResult, runPipeline, type RunOptions } from '../work/index.ts';
import { accompanyCommand, type ProgramTracking } from './accompany-command.ts';
import { type FindTable, nameTables } from './diagnostics/name-tables.ts';
import { bundleFeatures } from './bundle-features.ts';
import type { Candidate } from './candidate.ts';
import { readCodeVersion } from './read-code-version.ts';
import { pythonOf } from './python-of.ts';
import type { MetricPoint, Run } from './run.ts';
import type { RunRecords } from './run-records.ts';
import type { Exclusion } from './steps/snapshot.store.ts';
import { trainErrors } from './train.errors.ts';
import { isRuntime, readEvaluation, saveJson, saveText } from './train.store.ts';
import type { Training } from './training.ts';
import { trainingInterval, trainingPipeline } from './training-pipeline.ts';

/** What training needs to know of the project. */
export interface TrainingProject {
  /** The project's folder. */
  readonly root: string;
  readonly scope: Scope;
  readonly training: Training;
  readonly dataset: Dataset;
  /** The contract of a request: the raw inputs of the features with their tests. */
  readonly inputContract: Contract;
  /** What the project states of answers. */
  readonly outputs?: Contract;
  /** Raw inputs by whose values live data is watched: the reference holds each segment by itself. */
  readonly segments?: readonly string[];
  /** IANA name of the time zone whose days the reference is cut into. @default UTC */
  readonly timeZone?: string;
  /** Relative to `root`. */
  readonly featureFile: string;
  /** Where commands find PATH, HOME and the variables that they declare. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Finds tables that diagnostics name. */
  readonly findTable: FindTable;
  /** What lets programs that train reach the tracking of this project; they are told nothing of it without. */
  readonly programs?: ProgramTracking;
}

/** What a training works with. */
export interface Workshop {
  readonly means: Means;
  readonly runs: RunRecords;
}

/** One training. */
export interface TrainingOrder {
  readonly version: DatasetVersion;
  /** Event time at which it happens. */
  readonly asOf: Instant;
  /** How long labels may take, in ms: younger rows are not used. */
  readonly attribution: number;
  readonly excluded?: readonly Exclusion[];
  /** Quarantined stretches that are learned from all the same, and why: the run says so. */
  readonly included?: { readonly why: string; readonly stretches: readonly Exclusion[] };
  readonly why: string;
  /** Changes to the project's training for this run alone, as an experiment. */
  readonly changes?: Partial<Training>;
  /** A model that somebody trained elsewhere, ONNX or packed: it becomes the candidate, measured on the project's test rows, and nothing is trained. */
  readonly model?: Digest;
  readonly onEvent?: (event: PipelineEvent) => void;
  readonly signal?: AbortSignal;
  /** Keeps the pipeline's result for a question that is asked again: see `runPipeline`. */
  readonly remember?: NonNullable<RunOptions['remember']>;
}

/** A run that ended well, and its candidate. */
export interface TrainedModel {
  readonly run: Run;
  readonly candidate: Candidate;
  readonly pipeline: PipelineResult;
}

/** Trains one model version as a tracked run. Unchanged steps come from the cache. Throws TRAIN_RUN_FAILED, with the run kept for looking at. */
export async function trainModelVersion(workshop: Workshop, project: TrainingProject, order: TrainingOrder): Promise<TrainedModel> {
  const { means, runs } = workshop;
  const training: Training = { ...project.training, ...order.changes };
  const { dataset } = project;
  const whole = {
    training,
    scope: project.scope,
    dataset: { key: dataset.key, eventAt: dataset.eventAt, label: dataset.label.column, contract: project.inputContract },
    featureFile: project.featureFile,
    segments: project.segments ?? [],
    ...(project.timeZone !== undefined && { timeZone: project.timeZone }),
    version: order.version,
    asOf: order.asOf,
    attribution: order.attribution,
    excluded: [] as readonly Exclusion[],
    tables: await nameTables(training.diagnostics ?? [], { version: order.version, find: project.findTable }),
    ...(order.model !== undefined && { model: order.model }),
    python: training.trainer.kind === 'command' || order.model !== undefined ? await findPythonOf(project, training) : null,
  };
  const { from, to } = trainingInterval(whole);
  // What lies outside of the training rows changes nothing: neither the run nor what is kept of its steps.
  const touches = (exclusion: Exclusion): boolean => exclusion.from < to && exclusion.to > from;
  const plan = { ...whole, excluded: (order.excluded ?? []).filter(touches) };
  const started: Run = {
    id: newId('run', means.clock),
    pipeline: 'train',
    state: 'running',
    why: order.why,
    startedAt: means.clock.now(),
    endedAt: null,
    eventAt: order.asOf,
    params: {
      ...(JSON.parse(JSON.stringify(training)) as Record<string, JsonValue>),
      ...(order.model !== undefined && { trainer: 'none', model: order.model }),
      version: order.version.id,
      excluded: JSON.parse(JSON.stringify(plan.excluded)) as JsonValue,
      ...(order.included && { included: JSON.parse(JSON.stringify({ ...order.included, stretches: order.included.stretches.filter(touches) })) as JsonValue }),
    },
    metrics: {},
    artifacts: {},
    code: await readCodeVersion(project.root),
    environment: { node: process.version, platform: `${platform()} ${release()}`, architecture: process.arch, processors: cpus().length },
    steps: [],
    candidate: null,
    evaluation: null,
    error: null,
  };
  await runs.save(started);
  let pipeline: PipelineResult | undefined;
  try {
    pipeline = await runPipeline(trainingPipeline(plan), {
      root: project.root,
      means,
      env: project.variables,
      ...(project.programs && { accompany: accompanyCommand(project.programs, started.id) }),
      ...(order.onEvent && { onEvent: order.onEvent }),
      ...(order.signal && { signal: order.signal }),
      ...(order.remember && { remember: order.remember }),
    });
    const failed = pipeline.steps.find((step) => step.status === 'failed');
    if (failed) throw trainErrors.RUN_FAILED({ run: started.id, step: failed.name, reason: messageOf(failed.error) }, { cause: failed.error });
    if (pipeline.error) throw pipeline.error;
    return await finishRun(workshop, { project, started, pipeline, model: order.model, trainedUntil: to });
  } catch (error) {
    await runs.save({ ...started, ...(pipeline && madeBy(pipeline)), state: 'failed', endedAt: means.clock.now(), error: describeFailure(error) });
    if (isCapstanError(error)) throw error;
    throw trainErrors.RUN_FAILED({ run: started.id, step: '(none)', reason: messageOf(error) }, { cause: error });
  }
}

/** What runs a model that is not ONNX: the interpreter, what is installed for it, and our own program; null when there is no Python. */
export async function findPythonOf(project: TrainingProject, training: Training): Promise<JsonValue> {
  try {
    const found = lookAtPython(pythonOf(project, training), 'check-model');
    return { ...found, distributions: found.distributions.map((each) => ({ ...each })), script: await digestOfFile(SCORING_SCRIPT) };
  } catch (error) {
    if (!isCapstanError(error, 'WORK_PYTHON_MISSING') && !isCapstanError(error, 'WORK_PYTHON_INDIRECT')) throw error;
    return null;
  }
}

/** The message, and the stack of the step's own code where it threw. */
function describeFailure(error: unknown): string {
  const origin = isCapstanError(error) ? error.cause : undefined;
  const stack = isCapstanError(origin, 'WORK_STEP_FAILED') ? origin.facts['stack'] : undefined;
  return typeof stack === 'string' && stack !== '' ? `${messageOf(error)}\n${stack}` : messageOf(error);
}

/** What the steps of a pipeline left, whatever became of it. */
const madeBy = ({ steps }: PipelineResult): Pick<Run, 'artifacts' | 'steps'> => ({
  artifacts: Object.fromEntries(steps.flatMap((step) => Object.entries(step.outputs).map(([name, digest]) => [`${step.name}/${name}`, digest]))),
  steps: steps.map(({ name, status, why, milliseconds, undeclared }) => ({ name, status, why, milliseconds, ...(undeclared && { undeclared }) })),
});

interface FinishedPipeline {
  readonly project: TrainingProject;
  readonly started: Run;
  readonly pipeline: PipelineResult;
  readonly model: Digest | undefined;
  readonly trainedUntil: Instant;
}

async function finishRun({ means, runs }: Workshop, made: FinishedPipeline): Promise<TrainedModel> {
  const { project, started, pipeline } = made;
  const output = (step: string, name: string): Digest => pipeline.steps.find((s) => s.name === step)!.outputs[name]!;
  const points: MetricPoint[] = pipeline.steps.flatMap((step) => step.metrics.map((m) => ({ name: m.name, at: m.at ?? 0, value: m.value })));
  const { classes } = askedOf(project.scope);
  const report = pipeline.steps.find((step) => step.name === 'check-model')?.outputs['report'];
  const candidate: Candidate = {
    run: started.id,
    model: made.model ?? output('train', 'model'),
    ...(report !== undefined && (await isRuntime(means, report)) && { runtime: report }),
    ...(classes && { classes: await saveJson(means, [...classes]) }),
    featureCode: await saveText(means, await bundleFeatures(project.root, project.featureFile)),
    featureState: output('features', 'state'),
    inputContract: await saveJson(means, JSON.parse(JSON.stringify(project.inputContract)) as JsonValue),
    outputContract: await saveJson(
      means,
      JSON.parse(JSON.stringify(outputContract(project.outputs, taskOf(project.scope) === 'regression' ? 'number' : 'probability'))) as JsonValue,
    ),
    evaluation: output('evaluate', 'evaluation'),
    referenceProfile: output('profile', 'reference'),
    testRows: output('split', 'testRows'),
    trainedUntil: made.trainedUntil,
  };
  const run: Run = {
    ...started,
    state: 'finished',
    endedAt: means.clock.now(),
    metrics: Object.fromEntries(points.map((point) => [point.name, point.value])),
    ...madeBy(pipeline),
    candidate,
    evaluation: await readEvaluation(means, candidate.evaluation),
  };
  await runs.save(run, points);
  return { run, candidate, pipeline };
}
