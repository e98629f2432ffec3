import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogSync } from './sync-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the sync of a log', () => {
  it('is shared by those who ask while another one runs, and by no one who asked before', async () => {
    const path = join(folder, 'shared');
    writeFileSync(path, 'written');
    const log = createLogSync(path);
    const first = log.synced();
    const second = log.synced();
    expect(second).not.toBe(first);
    expect(log.synced()).toBe(second);
    await first;
    await second;
    expect(log.synced()).not.toBe(second);
    await log.close();
  });

  it('fails when there is nothing to sync, and works again when there is', async () => {
    const path = join(folder, 'late');
    const log = createLogSync(path);
    await expect(Promise.all([log.synced(), log.synced()])).rejects.toThrow(/ENOENT/);
    await log.close();
    writeFileSync(path, 'written');
    await log.synced();
    await log.close();
  });

  it('is waited for by those who commit, unless they need not, and not by those who wrote nothing', async () => {
    const path = join(folder, 'soon');
    const log = createLogSync(path);
    await log.committed(false);
    log.relax();
    await log.committed(true);
    await expect(log.synced()).rejects.toThrow(/ENOENT/);
    writeFileSync(path, 'written');
    await expect(log.committed(true), 'what was lost after it was acknowledged').rejects.toThrow(/ENOENT/);
    await log.committed(true);
    log.relax();
    await log.committed(false);
    await log.close();
  });

  it('is over when the log is closed', async () => {
    const path = join(folder, 'closed');
    writeFileSync(path, 'written');
    const log = createLogSync(path);
    let done = 0;
    for (let n = 0; n < 3; n++) void log.synced().then(() => done++);
    await log.close();
    expect(done).toBe(3);
  });
});
