import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, digestOfBytes, digestOfFile, type JsonValue, setOwn } from '../kernel/index.ts';
import { type FileIdentity, identityOf } from './file-identity.ts';
import { fillCommand, placeholdersOf } from './fill-command.ts';
import type { PipelineEvent, StepMetric } from './pipeline-result.ts';
import type { PlannedStep } from './plan-steps.ts';
import { watchReads } from './python/watch-reads.ts';
import { runCommand } from './run-command.ts';
import type { Step } from './step.ts';
import type { Accompany, StepCompany } from './step-company.ts';
import { workErrors } from './work.errors.ts';
import type { StepWorker } from './worker.ts';
import type { WorkerCode } from './worker-protocol.ts';

/** Files below this size, in bytes, are read at once and kept in memory until they are stored. */
const SMALL = 1 << 18;

/** An output that was written: where it lies, for the steps that read it, and its bytes when they are few. */
export interface WrittenFile {
  readonly path: string;
  /** As it was when it was hashed. */
  readonly identity: FileIdentity;
  readonly bytes: Uint8Array | null;
}

/** What a step needs to run. */
export interface StepOrder {
  readonly step: Step;
  readonly planned: PlannedStep;
  readonly root: string;
  /** Port → absolute paths. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly params: Readonly<Record<string, JsonValue>>;
  /** A folder of this run of this step alone; not there yet. */
  readonly folder: string;
  readonly worker: StepWorker;
  readonly accompany?: Accompany | undefined;
  /** The code that will probably run next. */
  readonly next?: WorkerCode | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: (event: PipelineEvent) => void;
}

/** What a step made, not durable yet. */
export interface StepMade {
  readonly outputs: Readonly<Record<string, Digest>>;
  readonly files: ReadonlyMap<Digest, WrittenFile>;
  readonly reads: readonly string[];
  /** Files of the project that it read without declaring them, relative. */
  readonly undeclared: readonly string[];
  readonly metrics: readonly StepMetric[];
  readonly milliseconds: number;
}

/** Runs one step and names what it wrote. Throws WORK_STEP_FAILED, WORK_STEP_CRASHED, WORK_STEP_ABORTED, WORK_COMMAND_FAILED, WORK_OUTPUT_MISSING. */
export async function runStep(order: StepOrder): Promise<StepMade> {
  const { step, planned, folder } = order;
  // At once, not through the thread pool: its threads may all be waiting for the disk, for the outputs of the steps before.
  mkdirSync(folder);
  const paths = Object.fromEntries(step.outputs.map((name) => [name, join(folder, name)]));
  if (planned.code === null) return runAccompanied(order, paths);
  const metrics: StepMetric[] = [];
  const ran = await runFunction(order, paths, metrics);
  return { ...(await nameOutputs(step, paths)), metrics, undeclared: [], ...ran };
}

async function runAccompanied(order: StepOrder, paths: Readonly<Record<string, string>>): Promise<StepMade> {
  const { step } = order;
  const company = await order.accompany?.(step);
  try {
    const ran = await runProgram(order, paths, company);
    const missing = Object.entries(paths).filter(([, path]) => statSync(path, { throwIfNoEntry: false })?.isFile() !== true);
    if (missing.length > 0) await company?.supply(Object.fromEntries(missing));
    return { ...(await nameOutputs(step, paths)), metrics: [], ...ran };
  } finally {
    await company?.leave();
  }
}

async function runFunction(order: StepOrder, outputs: Readonly<Record<string, string>>, metrics: StepMetric[]): Promise<{ reads: readonly string[]; milliseconds: number }> {
  const { step, planned, inputs, params, folder, signal, onEvent } = order;
  const code = planned.code!;
  const exported = 'export' in step.action ? step.action.export : '';
  return order.worker.run(
    { step: step.name, code: code.step, exported, modules: code.modules, inputs, outputs, params, env: planned.env, folder },
    {
      signal,
      next: order.next,
      onNews: (news) => {
        if (news.type === 'metric') {
          const { name, value, at } = news;
          const metric: StepMetric = { name, value, ...(at !== undefined && { at }) };
          metrics.push(metric);
          onEvent({ type: 'step-metric', step: step.name, ...metric });
        } else if (news.type === 'progress') onEvent({ type: 'step-progress', step: step.name, fraction: news.fraction, ...(news.text !== undefined && { text: news.text }) });
        else onEvent({ type: 'log', step: step.name, text: news.text });
      },
    },
  );
}

async function runProgram(
  order: StepOrder,
  outputs: Readonly<Record<string, string>>,
  company: StepCompany | undefined,
): Promise<Pick<StepMade, 'reads' | 'undeclared' | 'milliseconds'>> {
  const { step, planned, inputs, params, root, signal, onEvent } = order;
  const { argv } = planned.identity.command!;
  const env = { ...planned.env, ...company?.env };
  const watched = planned.isPython ? watchReads(root, { folder: `${order.folder}.python`, env }) : undefined;
  const started = performance.now();
  await runCommand(
    {
      step: step.name,
      argv: [planned.executable!, ...fillCommand(argv.slice(1), { inputs, outputs, params })],
      folder: root,
      env: watched?.env ?? env,
      secrets: company?.secrets ?? [],
    },
    { signal, onLine: (text) => onEvent({ type: 'log', step: step.name, text }) },
  );
  const milliseconds = performance.now() - started;
  const reads = placeholdersOf(argv).flatMap((place) => (place.startsWith('params.') ? [place.slice('params.'.length)] : []));
  const undeclared = watched?.read().filter((file) => !planned.reads.includes(join(root, file))) ?? [];
  if (undeclared.length > 0 && step.undeclaredReads === 'stop') throw workErrors.READS_UNDECLARED({ step: step.name, files: undeclared });
  return { reads: reads.toSorted(), undeclared, milliseconds };
}

async function nameOutputs(step: Step, paths: Readonly<Record<string, string>>): Promise<Pick<StepMade, 'outputs' | 'files'>> {
  const outputs: Record<string, Digest> = {};
  const files = new Map<Digest, WrittenFile>();
  const missing: string[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found?.isFile()) {
      missing.push(name);
      continue;
    }
    const identity = identityOf(path);
    const bytes = found.size < SMALL ? readFileSync(path) : null;
    const digest = bytes ? digestOfBytes(bytes) : await digestOfFile(path);
    setOwn(outputs, name, digest);
    files.set(digest, { path, identity, bytes });
  }
  if (missing.length > 0) throw workErrors.OUTPUT_MISSING({ step: step.name, outputs: missing });
  return { outputs, files };
}
