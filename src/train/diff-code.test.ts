import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffCode } from './diff-code.ts';

describe('the code of two runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-code-'));
  const commits: string[] = [];
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  beforeAll(() => {
    git('init', '-q');
    for (const depth of [4, 6]) {
      writeFileSync(join(folder, 'train.py'), `depth = ${depth}\n`);
      git('add', '.');
      git('commit', '-qm', `depth ${depth}`);
      commits.push(git('rev-parse', 'HEAD'));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('differs as git says', async () => {
    const { patch, why } = await diffCode(folder, commits[0]!, commits[1]!);
    expect(patch).toContain('-depth = 4\n+depth = 6');
    expect(why).toBeNull();
    expect(await diffCode(folder, commits[0]!, commits[0]!)).toEqual({ patch: '', why: null });
  });

  it('says why when it cannot be told', async () => {
    expect(await diffCode(folder, commits[0]!, 'f'.repeat(40))).toEqual({ patch: null, why: 'the commits are not in the repository of this project' });
    expect(await diffCode(folder, '--output=/tmp/x', commits[1]!)).toEqual({ patch: null, why: 'one of the runs does not name a git commit' });
    expect((await diffCode(null, commits[0]!, commits[1]!)).why).toContain('no repository');
  });
});
