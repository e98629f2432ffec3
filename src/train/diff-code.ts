import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const COMMIT = /^[0-9a-f]{7,64}$/;
const MOST_BYTES = 2_000_000;

/** What changed between two commits; `patch` is null when it cannot be told, and `why` says so. */
export interface CodeDiff {
  readonly patch: string | null;
  readonly why: string | null;
}

/** The difference between two commits of the repository around `folder`, as `git diff` prints it; the folder's own files alone. Commits come from clients: anything but hex digits is refused. */
export async function diffCode(folder: string | null, from: string, to: string): Promise<CodeDiff> {
  if (!COMMIT.test(from) || !COMMIT.test(to)) return { patch: null, why: 'one of the runs does not name a git commit' };
  if (from === to) return { patch: '', why: null };
  if (folder === null) return { patch: null, why: 'this server keeps experiments alone: it has no repository to compare in' };
  try {
    // Nothing that the repository's attributes or the user's configuration name is run.
    const args = ['-C', folder, 'diff', '--no-color', '--no-ext-diff', '--no-textconv', '--end-of-options', from, to, '--', '.'];
    const { stdout } = await run('git', args, { timeout: 10_000, maxBuffer: MOST_BYTES });
    return { patch: stdout, why: stdout === '' ? 'the commits differ, but not in the files of this project' : null };
  } catch (error) {
    const tooLong = (error as { code?: unknown }).code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
    return { patch: null, why: tooLong ? `the difference is longer than ${MOST_BYTES / 1e6} MB` : 'the commits are not in the repository of this project' };
  }
}
