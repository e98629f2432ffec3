import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { DAY, digestOfBytes, FakeClock, HOUR } from '../../src/kernel/index.ts';
import { openFileBlobs } from '../../src/store/index.ts';
import { describeBlobs } from './blobs.ts';
import { startChild } from './child.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-blobs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const contract = join(folder, 'contract');

describeBlobs('A folder', {
  open: () => openFileBlobs(contract),
  tamper: async (digest, bytes) => {
    const path = await (await openFileBlobs(contract)).pathOf(digest);
    chmodSync(path, 0o644);
    await writeFile(path, bytes);
  },
});

const readlink = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
};

describe('a folder of bytes', () => {
  it('holds files that nobody may write to', async () => {
    const blobs = await openFileBlobs(join(folder, 'modes'));
    const source = join(folder, 'source');
    writeFileSync(source, 'adopted');
    for (const digest of [await blobs.put('put'), await blobs.adoptFile(source)]) expect(statSync(await blobs.pathOf(digest)).mode & 0o777).toBe(0o444);
  });

  it('closes the file of a reader that stops halfway, and opens none for one that never reads', async () => {
    const blobs = await openFileBlobs(join(folder, 'readers'));
    const digest = await blobs.put(Buffer.alloc(2_000_000, 7));
    const opened = new Set<number>();
    const path = await blobs.pathOf(digest);
    const handles = (): number => readdirSync('/proc/self/fd').filter((fd) => readlink(`/proc/self/fd/${fd}`) === path).length;
    for (const range of [{}, { start: 1 }]) {
      (await blobs.open(digest, range)).destroy();
      const reader = await blobs.open(digest, range);
      for await (const _ of reader) {
        opened.add(handles());
        break;
      }
      expect(reader.destroyed).toBe(true);
    }
    expect(opened).toEqual(new Set([1]));
    await expect.poll(handles).toBe(0);
  });

  it('never discards what is being stored again', async () => {
    const root = join(folder, 'again');
    const [blobs, others] = [await openFileBlobs(root), await openFileBlobs(root)];
    const text = 'stored again and again';
    const digest = await blobs.put(text);
    let discarded = 0;
    for (let i = 0; i < 200; i++) {
      utimesSync(await blobs.pathOf(digest), 1, 1);
      const store = i % 2 ? () => blobs.put(text) : () => blobs.putStream(Readable.from([Buffer.from(text)]));
      const [, gone] = await Promise.all([store(), others.discard(digest, Date.now() - HOUR)]);
      if (gone !== undefined) discarded++;
      await blobs.verify(digest);
      expect(readdirSync(join(root, 'unfinished'))).toEqual([]);
    }
    expect(discarded).toBeGreaterThan(0);
  });

  it('brings back at opening what a crash left half discarded', async () => {
    const root = join(folder, 'aside');
    const blobs = await openFileBlobs(root);
    const [first, second] = [await blobs.put('first'), await blobs.put('second')];
    for (const digest of [first, second]) renameSync(await blobs.pathOf(digest), join(root, 'unfinished', `${digest.slice(7)}.aside`));
    await blobs.put('second');
    const again = await openFileBlobs(root);
    for (const digest of [first, second]) await again.verify(digest);
    expect(readdirSync(join(root, 'unfinished'))).toEqual([]);
  });

  it('leaves nothing unfinished behind, and sweeps what a crash left more than a day ago', async () => {
    const root = join(folder, 'swept');
    const unfinished = join(root, 'unfinished');
    mkdirSync(unfinished, { recursive: true });
    const clock = new FakeClock();
    for (const [name, age] of [
      ['old.tmp', DAY + 60_000],
      ['young.tmp', DAY - 60_000],
    ] as const) {
      writeFileSync(join(unfinished, name), 'half');
      utimesSync(join(unfinished, name), (clock.now() - age) / 1000, (clock.now() - age) / 1000);
    }
    const blobs = await openFileBlobs(root, { clock });
    await blobs.put('whole');
    await blobs.putStream(Readable.from([Buffer.from('whole')]));
    await expect(blobs.putStream(Readable.from([Buffer.from('half'), 'no bytes']))).rejects.toThrow(TypeError);
    await blobs.putFile(join(unfinished, 'young.tmp'));
    expect(readdirSync(unfinished)).toEqual(['young.tmp']);
  });

  // A limit on the size of files stands for a full disk: both end a write in the middle.
  it.each(['put', 'putStream', 'putFile'])('says that the disk is full, keeps nothing of what did not fit, and goes on (%s)', async (how) => {
    const root = join(folder, `full-${how}`);
    mkdirSync(root);
    writeFileSync(join(root, 'large'), Buffer.alloc(2_000_000, 7));
    const child = await startChild('write-file', { args: [root, how], shell: "trap '' XFSZ; ulimit -f 200" });
    expect(await child.ended).toEqual({ how: 0, errors: '' });
    expect(child.lines).toEqual(['failed STORE_DISK_FULL', `then ${digestOfBytes('small')}`]);
    expect(readdirSync(join(root, 'unfinished'))).toEqual([]);
    expect(readdirSync(join(root, 'sha256'))).toHaveLength(1);
  });
});
