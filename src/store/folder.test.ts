import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startChild } from '../../test/contract/child.ts';
import { lockServer, openFolder } from './folder.ts';

const root = mkdtempSync(join(tmpdir(), 'capstan-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a state folder', () => {
  it('is made with everything in it hidden from git, and found again', async () => {
    const folder = await openFolder(join(root, 'a', '.capstan'));
    expect(readFileSync(folder.path('.gitignore'), 'utf8')).toBe('*\n');
    writeFileSync(folder.path('.gitignore'), 'mine');
    await openFolder(folder.root);
    expect(readFileSync(folder.path('.gitignore'), 'utf8')).toBe('mine');
    expect(folder.path('x', 'y')).toBe(join(folder.root, 'x', 'y'));
  });

  it('that cannot be one is named', async () => {
    const path = join(root, 'file');
    writeFileSync(path, '');
    await expect(openFolder(path)).rejects.toThrow(expect.objectContaining({ code: 'STORE_FOLDER_UNUSABLE', message: expect.stringContaining(path) as string }) as Error);
    await expect(openFolder(join(path, '.capstan'))).rejects.toThrow(expect.objectContaining({ code: 'STORE_FOLDER_UNUSABLE' }) as Error);
    chmodSync(path, 0o600);
  });
});

describe('the lock of the server', () => {
  it('lets one process in, tells the second who it is and what to do, and lets the next in after release', async () => {
    const path = join(root, 'served');
    const first = await startChild('hold-folder', { args: [path] });
    const pid = (await first.until('holding')).split(' ')[1]!;
    const second = await startChild('hold-folder', { args: [path] });
    expect(await second.until('refused')).toMatch(
      new RegExp(`^refused STORE_FOLDER_IN_USE a server is running on ${path} already \\(process ${pid}, since .*Z\\) \\| .*kill ${pid}$`),
    );
    await expect(openFolder(path).then(lockServer)).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_FOLDER_IN_USE', facts: expect.objectContaining({ pid: Number(pid) }) as object }) as Error,
    );
    first.process.stdin!.write('stop\n');
    expect((await first.ended).how).toBe(0);
    const folder = await openFolder(path);
    await (await lockServer(folder)).release();
    expect(existsSync(folder.path('server.json'))).toBe(false);
  });

  it('ends with its process, also by kill -9', async () => {
    const path = join(root, 'killed');
    const first = await startChild('hold-folder', { args: [path] });
    await first.until('holding');
    first.process.kill('SIGKILL');
    await first.ended;
    const lock = await lockServer(await openFolder(path));
    expect(JSON.parse(readFileSync(join(path, 'server.json'), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('holds within one process too', async () => {
    const folder = await openFolder(join(root, 'twice'));
    const lock = await lockServer(folder);
    await expect(lockServer(folder)).rejects.toThrow(expect.objectContaining({ code: 'STORE_FOLDER_IN_USE' }) as Error);
    await lock.release();
    await (await lockServer(folder)).release();
  });
});
