import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../places.ts';

/**
 * The peers: the newest version of each, with what it needs to be imported (each was released before a part of pandas or scikit-learn went that it uses),
 * and the ways to read what it says.
 */
export const PEERS = {
  evidently: { title: 'Evidently', packages: ['evidently==0.7.21', 'pandas==2.3.3', 'pyarrow'], readings: ['any column', 'dataset'] },
  nannyml: { title: 'NannyML', packages: ['nannyml==0.13.1', 'pandas==2.3.3', 'statsmodels', 'pyarrow'], readings: ['any alert'] },
  deepchecks: { title: 'Deepchecks', packages: ['deepchecks==0.19.1', 'scikit-learn<1.6', 'numpy<2', 'pandas<3', 'setuptools<81', 'pyarrow<20'], readings: ['any condition'] },
} as const;
export type PeerName = keyof typeof PEERS;
export const PEER_NAMES = Object.keys(PEERS) as PeerName[];

/** Installs a peer into a virtual environment of its own where it is missing; gives its Python. */
export function installPeer(name: PeerName): string {
  const folder = join(ROOT, '.venv', 'bench-detection', name);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp)) return python;
  const { packages } = PEERS[name];
  console.error(`installing ${packages[0]} into ${folder}`);
  execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { stdio: 'inherit' });
  execFileSync(python, ['-c', `open(${JSON.stringify(stamp)}, 'w').close()`]);
  return python;
}
