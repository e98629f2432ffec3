import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const ENVIRONMENT = join(REPOSITORY, '.venv/python-sklearn');

/** What the tests need beside what the example requires. */
const MORE = ['onnxruntime==1.32.0', 'xgboost==3.2.0'];

/** A virtual environment with what a file requires, and what tests need more; made anew only when that changes. Its folder. */
export async function makeEnvironment(requirements: string): Promise<string> {
  const wanted = [readFileSync(requirements, 'utf8').trim(), ...MORE].join('\n');
  const stamp = join(ENVIRONMENT, 'installed.txt');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return ENVIRONMENT;
  await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT]);
  await run(join(ENVIRONMENT, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements, ...MORE], { maxBuffer: 1 << 26 });
  writeFileSync(stamp, wanted);
  return ENVIRONMENT;
}
