import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { messageOf } from '../kernel/index.ts';
import { createTail } from './tail.ts';
import { workErrors } from './work.errors.ts';

/** A program to run. */
export interface CommandOrder {
  readonly step: string;
  /** The absolute path of the program and its arguments; no shell looks at them. */
  readonly argv: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Values that are left out of every line that it prints. @default [] */
  readonly secrets?: readonly string[];
}

/** Runs a program to its end. Throws WORK_COMMAND_FAILED with the last lines of its stderr, WORK_STEP_ABORTED. */
export function runCommand(order: CommandOrder, about: { signal: AbortSignal; onLine: (line: string) => void }): Promise<void> {
  const { step, argv, folder, env, secrets = [] } = order;
  const { signal, onLine } = about;
  signal.throwIfAborted();
  return new Promise((done, reject) => {
    const child = spawn(argv[0]!, argv.slice(1), { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const stderr = createTail(20);
    const onAbort = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', onAbort);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (printed) => {
        const line = secrets.reduce((text, secret) => text.replaceAll(secret, '‹secret›'), printed);
        if (stream === child.stderr) stderr.add(line);
        onLine(line);
      });
    }
    const fail = (how: string, cause?: unknown): void => reject(workErrors.COMMAND_FAILED({ step, command: argv.join(' '), how, stderr: stderr.text() }, { cause }));
    child.on('error', (error) => fail(`could not be started (${messageOf(error)})`, error));
    child.on('close', (code, killed) => {
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) reject(workErrors.STEP_ABORTED({ step }));
      else if (killed !== null) fail(`was killed by ${killed}`);
      else if (code !== 0) fail(`exited with code ${code}`);
      else done();
    });
  });
}

/** The program that a command names, as an absolute path: looked up on `path`, or relative to `folder` when it has a slash. */
export function findExecutable(name: string, about: { folder: string; path: string }): string | undefined {
  const candidates = name.includes('/')
    ? [resolve(about.folder, name)]
    : about.path
        .split(delimiter)
        .filter((folder) => folder !== '')
        .map((folder) => join(folder, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return statSync(candidate).isFile();
    } catch {
      return false;
    }
  });
}
