import { cp, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadProject } from './load-project.ts';
import { openCopy } from './open-copy.ts';
import { openPlatform } from './open-platform.ts';

it('works on a copy that is gone afterwards, and clears away what a killed process left', async () => {
  const root = await mkdtemp(join(tmpdir(), 'capstan-copy-'));
  try {
    await cp(fileURLToPath(new URL('../../examples/late-invoices', import.meta.url)), root, { recursive: true });
    await mkdir(join(root, 'data'));
    await writeFile(join(root, 'data/invoices.csv'), 'invoice\n');
    const loaded = await loadProject(root);
    const note = (why: string) => ({ eventAt: null, actor: 'me', noun: 'note', name: 'n', from: null, to: 'written', why, evidence: null });
    const original = await openPlatform(loaded);
    await original.means.ledger.append(note('mine'));
    const [old, young] = [join(root, '.capstan/copies/old'), join(root, '.capstan/copies/young')];
    for (const folder of [old, young]) await mkdir(folder, { recursive: true });
    await utimes(old, 0, 0);

    const copy = await openCopy(loaded);
    expect((await copy.means.ledger.list({})).map((event) => event.why)).toEqual(['mine']);
    await copy.means.ledger.append(note('of the copy'));
    expect(await readdir(join(root, '.capstan/copies'))).toHaveLength(2);
    await copy.close();

    expect(await readdir(join(root, '.capstan/copies'))).toEqual(['young']);
    expect((await original.means.ledger.list({})).map((event) => event.why)).toEqual(['mine']);
    await original.close();
  } finally {
    await rm(root, { recursive: true });
  }
});
