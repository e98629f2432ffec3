import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CodeVersion } from './run.ts';

const run = promisify(execFile);

/** The commit, branch and dirty state of the folder's git work tree; null when it has none or git is not installed. */
export async function readCodeVersion(folder: string): Promise<CodeVersion | null> {
  const git = async (...args: string[]): Promise<string> => (await run('git', ['-C', folder, ...args], { timeout: 5_000 })).stdout.trim();
  try {
    const [commit, branch, status] = await Promise.all([git('rev-parse', 'HEAD'), git('rev-parse', '--abbrev-ref', 'HEAD'), git('status', '--porcelain', '--', '.')]);
    return { commit, branch, dirty: status !== '' };
  } catch {
    return null;
  }
}
