import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DAY, digestOfBytes, FakeClock } from '../../src/kernel/index.ts';
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

describe('a folder of bytes', () => {
  it('holds files that nobody may write to', async () => {
    const blobs = await openFileBlobs(join(folder, 'modes'));
    const source = join(folder, 'source');
    writeFileSync(source, 'adopted');
    for (const digest of [await blobs.put('put'), await blobs.adoptFile(source)]) expect(statSync(await blobs.pathOf(digest)).mode & 0o777).toBe(0o444);
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
    await blobs.putFile(join(unfinished, 'young.tmp'));
    expect(readdirSync(unfinished)).toEqual(['young.tmp']);
  });

  // A limit on the size of files stands for a full disk: both end a write in the middle.
  it.each(['put', 'putFile'])('says that the disk is full, keeps nothing of what did not fit, and goes on (%s)', async (how) => {
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
