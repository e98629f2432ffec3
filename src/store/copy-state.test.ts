import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyState } from './copy-state.ts';
import { openMeans } from './means.ts';

it('copies records and bytes as they are now, and leaves the original alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'capstan-copy-'));
  const open = (name: string) => openMeans({ project: 'test', folder: join(folder, name), migrations: [] });
  const note = (why: string) => ({ eventAt: 0, actor: 'me', noun: 'thing', name: 'one', from: null, to: 'made', why, evidence: null });
  const original = await open('original');
  try {
    await original.ledger.append(note('first'));
    const digest = await original.blobs.put('bytes');
    await copyState(original, join(folder, 'copy'));
    await original.ledger.append(note('later'));

    const copy = await open('copy');
    expect((await copy.ledger.list({})).map((event) => event.why)).toEqual(['first']);
    expect(Buffer.from(await copy.blobs.get(digest)).toString()).toBe('bytes');
    const mine = await copy.blobs.put('more');
    await copy.ledger.append(note('mine'));
    await copy.blobs.remove(digest);
    await copy.close();

    expect(await original.blobs.has(digest)).toBe(true);
    expect(await original.blobs.has(mine)).toBe(false);
    expect((await original.ledger.list({ order: 'oldest first' })).map((event) => event.why)).toEqual(['first', 'later']);
  } finally {
    await original.close();
    await rm(folder, { recursive: true });
  }
});
