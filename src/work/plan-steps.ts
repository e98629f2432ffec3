import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { type Digest, digestOf, setOwn } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import { DIST } from './bundle-steps.ts';
import { expandGlobs } from './expand-globs.ts';
import { createFileDigests, type FileDigests } from './file-digests.ts';
import type { StepIdentity } from './identify-step.ts';
import { createLockReader } from './lock-closure.ts';
import { type NoopEvidence, type WatchedPath, watchPath } from './noop.ts';
import { readCode, type StepCode } from './read-code.ts';
import { findPython, isPython } from './python/find-python.ts';
import { pathOf } from './python/look-at-python.ts';
import { readPythonEnvironment } from './python/read-environment.ts';
import { findExecutable } from './run-command.ts';
import type { Step } from './step.ts';
import { workErrors } from './work.errors.ts';
import type { WorkerCode } from './worker-protocol.ts';
import { readFiles } from './work.store.ts';

/** Where steps come from and what they may see. */
export interface PlanContext {
  readonly root: string;
  readonly means: Means;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A step, ready to be looked up or run. */
export interface PlannedStep {
  readonly identity: StepIdentity;
  readonly code: StepCode | null;
  /** The program of a command. */
  readonly executable: string | null;
  /** True when that program is Python, whose reads can be watched. */
  readonly isPython: boolean;
  /** Files of the project that it reads, absolute. */
  readonly reads: readonly string[];
  /** The environment that it sees. */
  readonly env: Readonly<Record<string, string>>;
}

/** Knows all that a step's identity is made of. */
export interface Planner {
  /** `outputs`: what the steps before it gave. Throws WORK_INPUT_MISSING, WORK_EXECUTABLE_MISSING, WORK_PYTHON_MISSING, WORK_PYTHON_INDIRECT. */
  plan(step: Step, outputs: ReadonlyMap<string, Readonly<Record<string, Digest>>>): Promise<PlannedStep>;
  /** What the worker needs of a step before its inputs are known; undefined for a command. */
  codeOf(step: Step): WorkerCode | undefined;
  readonly digests: FileDigests;
  /** Everything outside of the state folder that was looked at. */
  evidence(): Promise<Omit<NoopEvidence, 'stored'>>;
}

/** Reads the code and the packages of all steps. Throws WORK_CODE_UNREADABLE, WORK_CODE_NOT_TRACEABLE, WORK_LOCK_MISSING, WORK_LOCK_DISAGREES. */
export async function planSteps(steps: readonly Step[], context: PlanContext): Promise<Planner> {
  const { root, means, env } = context;
  const digests = createFileDigests(await readFiles(means));
  const lock = createLockReader();
  const folders = new Set<string>();
  const codes = await readCode(steps, { root, means, digests, lock, folders });
  lock.finish();
  const beside: WatchedPath[] = [...lock.watched, join(DIST, '../package.json')].map(watchPath);
  const path = pathOf(env);
  const names = new Set(steps.flatMap((step) => [...(step.env ?? []), ...('command' in step.action ? ['PATH', 'HOME'] : [])]));

  const digestInputs = async (step: Step, outputs: ReadonlyMap<string, Readonly<Record<string, Digest>>>): Promise<Record<string, readonly Digest[]>> => {
    const inputs: Record<string, readonly Digest[]> = {};
    for (const [port, input] of Object.entries(step.inputs ?? {})) {
      if ('blobs' in input) setOwn(inputs, port, input.blobs);
      else if ('step' in input) setOwn(inputs, port, [outputs.get(input.step)![input.output]!]);
      else {
        const file = join(root, input.file);
        const digest = statSync(file, { throwIfNoEntry: false })?.isFile() ? await digests.digestOf(file) : undefined;
        if (digest === undefined) throw workErrors.INPUT_MISSING({ step: step.name, input: port, path: file });
        setOwn(inputs, port, [digest]);
      }
    }
    return inputs;
  };

  const digestFiles = async (step: Step): Promise<Record<string, Digest>> => {
    const found = await expandGlobs(root, step.files ?? []);
    for (const folder of found.folders) folders.add(folder);
    const named = 'command' in step.action ? step.action.command.slice(1).filter((argument) => isProjectFile(root, argument)) : [];
    const files: Record<string, Digest> = {};
    for (const file of new Set([...found.files, ...named])) {
      const digest = await digests.digestOf(join(root, file));
      if (digest !== undefined) setOwn(files, file, digest);
    }
    return files;
  };

  const planPython = async (step: string, name: string) => {
    const { program, looked } = findPython({ step, name, root, path });
    const environment = readPythonEnvironment(program, env['HOME']);
    for (const folder of environment.folders) folders.add(folder);
    await Promise.all(looked.map((file) => digests.digestOf(file)));
    const files = await Promise.all(environment.files.map((file) => digests.digestOf(file)));
    const packages = environment.distributions.map((distribution) => ({ ...distribution, integrity: '' }));
    return { program, packages, identity: { version: environment.version, files: files.filter((digest) => digest !== undefined) } };
  };

  const declaredBy = (step: Step) => Object.fromEntries((step.env ?? []).map((name) => [name, env[name]]));
  const environmentOf = (step: Step) => ({ ...baseEnvironment(path, env['HOME']), ...defined(declaredBy(step)) });

  return {
    digests,
    codeOf(step) {
      const code = codes.get(step.name);
      return code && { code: code.step, modules: code.modules, env: environmentOf(step) };
    },
    async plan(step, outputs) {
      const code = codes.get(step.name) ?? null;
      const [inputs, files] = [await digestInputs(step, outputs), await digestFiles(step)];
      const argv = 'command' in step.action ? step.action.command : null;
      const python = argv && isPython(argv[0]!) ? await planPython(step.name, argv[0]!) : undefined;
      const executable = argv && (python?.program ?? findExecutable(argv[0]!, { folder: root, path }));
      if (executable === undefined) throw workErrors.EXECUTABLE_MISSING({ step: step.name, executable: argv![0]! });
      const declared = declaredBy(step);
      const identity: StepIdentity = {
        code: code?.digest ?? null,
        codeFiles: code?.files ?? {},
        bundler: code?.bundler ?? null,
        packages: code?.packages ?? python?.packages ?? [],
        runtime: { node: process.versions.node.split('.').slice(0, 2).join('.'), platform: process.platform, architecture: process.arch },
        command: argv && { argv, executable: (await digests.digestOf(executable!))! },
        ...(python && { python: python.identity }),
        inputs,
        files,
        env: Object.fromEntries(Object.entries(declared).map(([name, value]) => [name, value === undefined ? null : digestOf(['env', name, value])])),
        outputs: step.outputs,
      };
      const inputFiles = Object.values(step.inputs ?? {}).flatMap((input) => ('file' in input ? [join(root, input.file)] : []));
      const reads = [...inputFiles, ...Object.keys(files).map((file) => join(root, file))];
      return { identity, code, executable, isPython: python !== undefined, reads, env: { ...(python && PYTHON_ENVIRONMENT), ...environmentOf(step) } };
    },
    async evidence() {
      return { watched: [...(await digests.seen()), ...beside, ...[...folders].map(watchPath)], env: names };
    },
  };
}

/** Sets and texts are walked in the same order every time; lines are logged as they come. */
const PYTHON_ENVIRONMENT = { PYTHONHASHSEED: '0', PYTHONUNBUFFERED: '1' } as const;

/** Locale and time zone are fixed, so that they cannot matter. */
const baseEnvironment = (path: string, home: string | undefined): Record<string, string> => ({ PATH: path, TZ: 'UTC', LANG: 'C.UTF-8', ...(home !== undefined && { HOME: home }) });

const defined = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));

function isProjectFile(root: string, argument: string): boolean {
  if (argument === '' || isAbsolute(argument) || argument.startsWith('..') || !existsSync(join(root, argument))) return false;
  return statSync(join(root, argument)).isFile();
}
