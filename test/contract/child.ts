import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A process that runs one of `test/contract/children/`. */
export interface Child {
  readonly process: ChildProcess;
  /** What it wrote to standard output so far, by lines. */
  readonly lines: string[];
  /** Settles when it has written a line that starts with `start`. */
  until(start: string): Promise<string>;
  /** Its exit code, or the name of the signal that ended it, and its standard error. */
  readonly ended: Promise<{ how: number | string; errors: string }>;
}

/** Starts a child program from its TypeScript source. `shell` runs before it in the same shell, such as `ulimit -f 100`. */
export async function startChild(program: string, options: { args: readonly string[]; shell?: string }): Promise<Child> {
  const file = await bundle(program);
  const child =
    options.shell === undefined
      ? spawn(process.execPath, [file, ...options.args])
      : spawn('bash', ['-c', `${options.shell}; exec "$0" "$@"`, process.execPath, file, ...options.args]);
  const lines: string[] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code, signal]) => ({ how: (code as number | null) ?? (signal as NodeJS.Signals), errors }));
  return {
    process: child,
    lines,
    ended,
    async until(start) {
      for (;;) {
        const found = lines.find((line) => line.startsWith(start));
        if (found !== undefined) return found;
        const over = await Promise.race([once(reader, 'line').then(() => undefined), ended]);
        if (over !== undefined && !lines.some((line) => line.startsWith(start))) throw new Error(`the child ended (${over.how}) before it wrote ${start}: ${over.errors}`);
      }
    },
  };
}

const bundles = new Map<string, Promise<string>>();

/** In `node_modules`, so that the packages that stay outside the bundle are found. */
function bundle(program: string): Promise<string> {
  let made = bundles.get(program);
  if (made === undefined) {
    const folder = fileURLToPath(new URL('../../node_modules/.capstan-test/', import.meta.url));
    mkdirSync(folder, { recursive: true });
    const outfile = join(folder, `${basename(program, '.ts')}-${process.pid}.mjs`);
    const entry = fileURLToPath(new URL(`children/${program}.ts`, import.meta.url));
    made = build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' }).then(() => outfile);
    bundles.set(program, made);
  }
  return made;
}
