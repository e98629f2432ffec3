import { readFileSync, writeSync } from 'node:fs';
import { CommanderError } from 'commander';
import { isCapstanError, messageOf } from '../kernel/index.ts';
import { readEnvironment } from '../platform/environment.ts';
import { createProgram } from './program.ts';
import { userStackOf } from './user-stack.ts';

/** Runs one command line. Interrupting once ends at once what only asks, lets what writes come to its end, and ends in order what attends to it, such as a server; twice ends at once whatever it is. */
export async function main(argv: readonly string[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  const interrupted = new AbortController();
  let isAttended = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const isSecond = interrupted.signal.aborted;
      interrupted.abort();
      if (isSecond || !isAttended) endBy(signal);
    });
  }
  // Whoever reads may leave (`capstan runs | head`): what was begun goes on to its end.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const program = createProgram({
    version,
    args: argv.slice(2),
    environment: readEnvironment(),
    signal: interrupted.signal,
    attend: () => void (isAttended = true),
    exit: (code) => void (process.exitCode = code),
  });
  try {
    await program.exitOverride().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else fail(error, argv.includes('--json'));
  }
}

/** Ends by the signal itself, which a shell tells as 130 or 143: leaving by `process.exit` would wait for a long reading in native code, or abort in the midst of it. */
function endBy(signal: 'SIGINT' | 'SIGTERM'): void {
  writeSync(2, 'interrupted\n');
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Tells what went wrong and what to do: code, names and remedy; a stack only where the user's code threw, and for what Capstan did not expect. */
function fail(error: unknown, json: boolean): void {
  process.exitCode = 1;
  const stack = userStackOf(error);
  if (json) {
    const known = isCapstanError(error) ? error.toJSON() : { code: 'CLI_FAILED', message: messageOf(error) };
    process.stdout.write(`${JSON.stringify({ error: { ...known, ...(stack !== undefined && { stack }) } }, null, 2)}\n`);
  } else if (isCapstanError(error)) process.stderr.write(`${error.code}: ${error.message}\n${stack === undefined ? '' : `${stack}\n`}→ ${error.remedy}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
