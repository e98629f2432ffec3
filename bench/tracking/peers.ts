import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.ts';

/** The peers, as they are installed: the newest of which every part is published, each in a virtual environment of its own. */
export const PEERS = {
  MLflow: { packages: ['mlflow==3.17.2'], program: 'mlflow' },
  // Its wheel is the program; the Python client that the package asks for is not needed to serve.
  FastTrackML: { packages: ['--no-deps', 'fasttrackml==0.6.0'], program: 'fml' },
} as const;
export type PeerName = keyof typeof PEERS;

const folderOf = (peer: PeerName): string => join(ROOT, '.venv', 'bench-tracking', peer.toLowerCase());

/** Installs what is missing. */
export function installPeer(peer: PeerName): void {
  const { packages, program } = PEERS[peer];
  const folder = folderOf(peer);
  const stamp = join(folder, 'bin', program);
  if (existsSync(stamp)) return;
  console.error(`installing ${packages.at(-1)} into ${folder}`);
  execFileSync('python3', ['-m', 'venv', '--clear', folder], { stdio: 'inherit' });
  execFileSync(programOf(peer, 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], { stdio: 'inherit' });
}

/** A program of the peer's environment. */
export const programOf = (peer: PeerName, program: string = PEERS[peer].program): string => join(folderOf(peer), 'bin', program);

/** The version that runs, by what it says itself. */
export const versionOf = (peer: PeerName): string => execFileSync(programOf(peer), ['--version'], { encoding: 'utf8' }).trim().split(' ').at(-1)!;
