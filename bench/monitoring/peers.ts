import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.ts';
import type { Figures } from './section.ts';

const EVIDENTLY = { folder: join(ROOT, '.venv', 'bench-monitoring', 'evidently'), packages: ['evidently==0.7.21', 'pandas==2.3.3', 'pyarrow'] } as const;

/** What a peer took, and the version that ran, by what it says itself. */
export interface PeerFigures extends Figures {
  readonly version: string;
}

/** Installs a peer into a virtual environment where it is missing; gives its Python. */
function installPeer({ folder, packages }: { readonly folder: string; readonly packages: readonly string[] }): string {
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp)) return python;
  console.error(`installing ${packages[0]} into ${folder}`);
  execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { stdio: 'inherit' });
  execFileSync(python, ['-c', `open(${JSON.stringify(stamp)}, 'w').close()`]);
  return python;
}

/** Evidently's `DataDriftPreset` with its defaults. Null, with a word, when it cannot be installed or fails. */
export function measureEvidently(reference: string, current: string): Promise<PeerFigures | null> {
  try {
    const python = installPeer(EVIDENTLY);
    console.error('running Evidently');
    const said = execFileSync(python, [join(ROOT, 'bench', 'monitoring', 'evidently-drift.py'), reference, current], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Promise.resolve(JSON.parse(said.trim().split('\n').at(-1)!) as PeerFigures);
  } catch (error) {
    console.error(`Evidently was not measured: ${error instanceof Error ? error.message : String(error)}`);
    return Promise.resolve(null);
  }
}

const GREAT_EXPECTATIONS = { folder: join(ROOT, '.venv', 'bench-monitoring', 'great-expectations'), packages: ['great-expectations==1.24.1', 'pyarrow'] } as const;

/** Great Expectations with the checks of `measure-contract.ts`. Null, with a word, when it cannot be installed or fails. */
export function measureGreatExpectations(table: string): PeerFigures | null {
  try {
    const python = installPeer(GREAT_EXPECTATIONS);
    console.error('running Great Expectations');
    const said = execFileSync(python, [join(ROOT, 'bench', 'monitoring', 'great-expectations-checks.py'), table], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return JSON.parse(said.trim().split('\n').at(-1)!) as PeerFigures;
  } catch (error) {
    console.error(`Great Expectations was not measured: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}
