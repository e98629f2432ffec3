import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepAbandoned, unfinishedName } from './unfinished.ts';

describe('what is unfinished', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unfinished-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is removed when the process that made it is gone, and only where its number names that process', async () => {
    const gone = String(spawnSync(process.execPath, ['-e', '']).pid);
    const mine = unfinishedName();
    const [host, , rest] = mine.split('-') as [string, string, string];
    const elsewhere = [`other${host}-${gone}-${rest}`, `${host.slice(0, -1)}-${gone}-${rest}`];
    for (const name of [mine, `${host}-${gone}-${rest}`, ...elsewhere, 'notes.txt']) await writeFile(join(folder, name), '');
    await sweepAbandoned(folder);
    expect((await readdir(folder)).toSorted()).toEqual([mine, ...elsewhere, 'notes.txt'].toSorted());
  });

  it('may lie in a folder that is not there yet', async () => {
    await expect(sweepAbandoned(join(folder, 'none'))).resolves.toBeUndefined();
  });
});
