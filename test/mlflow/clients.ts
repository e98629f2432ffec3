import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from '../architecture/source.ts';

const run = promisify(execFile);

/** A client of MLflow, and a server of the same version, in a virtual environment of its own. */
export interface MlflowClient {
  readonly name: string;
  /** What is installed, pinned; a change makes the environment anew. */
  readonly packages: readonly string[];
}

const FLAVORS = ['scikit-learn==1.9.1', 'xgboost-cpu==3.2.0', 'onnx==1.23.2', 'onnxruntime==1.32.0', 'skl2onnx==1.20.0', 'matplotlib==3.11.2', 'numpy==2.4.6'];

/** The newest client of either line; the first brings the server that is compared with. */
export const CLIENTS: readonly [MlflowClient, MlflowClient] = [
  { name: 'mlflow-3', packages: ['mlflow==3.17.2', 'pandas==3.1.1', ...FLAVORS] },
  { name: 'mlflow-2', packages: ['mlflow==2.22.5', 'pandas==2.3.3', ...FLAVORS] },
];

/** Installs a client under `.venv/`, unless it is there as pinned; gives the folder of its programs. */
export async function installClient(client: MlflowClient): Promise<string> {
  const folder = join(REPOSITORY, '.venv', client.name);
  const stamp = join(folder, 'pins.txt');
  const pins = client.packages.join('\n');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== pins) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', ...client.packages], { maxBuffer: 64 * 1024 * 1024 });
    writeFileSync(stamp, pins);
  }
  return join(folder, 'bin');
}
