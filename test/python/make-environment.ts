import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const ENVIRONMENT = join(REPOSITORY, '.venv/python-sklearn');

/** A virtual environment with what a file requires, and some packages more; made anew only when they change. Its folder. */
export async function makeEnvironment(requirements: string, more: readonly string[]): Promise<string> {
  const wanted = [readFileSync(requirements, 'utf8').trim(), ...more].join('\n');
  const stamp = join(ENVIRONMENT, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return ENVIRONMENT;
  await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT]);
  await run(join(ENVIRONMENT, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements, ...more], { maxBuffer: 1 << 26 });
  writeFileSync(stamp, wanted);
  return ENVIRONMENT;
}
