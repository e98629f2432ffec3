import { execFile, type ExecFileException, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program, as users start it. */
export const PROGRAM = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What a command came to. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const ENVIRONMENT = { ...process.env, NO_COLOR: '1', CAPSTAN_TOKEN: '' };

/** Runs one command to its end, in a process of its own; `shell` is what a shell does before it. */
export function capstan(args: readonly string[], options: { readonly cwd?: string; readonly shell?: string } = {}): Promise<Said> {
  return new Promise((resolve) => {
    const settings = { cwd: options.cwd ?? tmpdir(), env: ENVIRONMENT, maxBuffer: 1 << 26 };
    const [program, words] = options.shell === undefined ? [process.execPath, []] : ['sh', ['-c', `${options.shell}; exec "$0" "$@"`, process.execPath]];
    execFile(program, [...words, PROGRAM, ...args], settings, (error: ExecFileException | null, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}

/** A server that a test started. */
export interface Up {
  readonly url: string;
  readonly pid: number;
  /** All that it has said. */
  said(): string;
  /** Interrupts it as Ctrl-C does, and waits for its end. */
  stop(): Promise<number | null>;
}

/** Starts `capstan up --port 0` and waits until it says where it is. */
export const up = (project: string, args: readonly string[] = []): Promise<Up> => serve(['up', '--project', project, ...args]);

/** Starts `capstan tracking --port 0` and waits until it says where it is. */
export const track = (folder: string, args: readonly string[] = []): Promise<Up> => serve(['tracking', '--dir', folder, ...args]);

function serve(words: readonly string[]): Promise<Up> {
  const child = spawn(process.execPath, [PROGRAM, ...words, '--port', '0', '--json'], {
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    const ended = new Promise<number | null>((done) => child.on('exit', (code) => done(code)));
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const url = /"url": "([^"]+)"/.exec(said)?.[1];
      if (url !== undefined) resolve({ url, pid: child.pid!, said: () => said, stop: () => (child.kill('SIGINT'), ended) });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    void ended.then((code) => reject(new Error(`capstan ${words[0]} ended with ${code}: ${said}`)));
  });
}

/** A fresh folder, and what removes it. */
export function makeFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-journey-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a command that failed must not leave in a state folder: unfinished files, locks, addresses, folders of runs. */
export function messIn(project: string): string[] {
  const state = join(project, '.capstan');
  let paths: string[];
  try {
    paths = readdirSync(state, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return paths.filter((path) => /\.tmp$|\.\d+$|^server(?:-address)?\.json$|^(?:unfinished|work\/runs|spill|blobs\/unfinished)\/.|-(?:wal|shm)$/.test(path));
}
