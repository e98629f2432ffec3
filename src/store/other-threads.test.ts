import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { createOtherThreads } from './other-threads.ts';
import { openColumns } from './open-columns.ts';
import type { OtherThreads } from './columns.ts';

const folder = mkdtempSync(join(tmpdir(), 'threads-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Says in which thread it is and what DuckDB counts there; fails, dies, reads without end, or leaves a mark when it ends, as ordered. */
const file = join(folder, 'thread.mjs');
writeFileSync(
  file,
  `import { writeFileSync } from 'node:fs';
   import { threadId } from 'node:worker_threads';
   import { takeOrders } from ${JSON.stringify(new URL('../../dist/store/index.js', import.meta.url).href)};
   takeOrders(async ({ rows, act, mark }, { store, answer }) => {
     if (mark !== undefined) process.once('exit', () => writeFileSync(mark, ''));
     let counted = 0;
     await store.batchesOf('SELECT i FROM range(' + rows + ') AS t(i)', [], (batch) => {
       counted += batch.rows;
       if (act === 'tell') answer({ threadId, counted });
     });
     answer({ threadId, counted });
     if (act === 'die') process.exit(1);
     if (act === 'fail') await store.query('SELECT nothing');
   });`,
);

interface Order {
  readonly rows: number;
  readonly act?: 'tell' | 'die' | 'fail';
  readonly mark?: string;
}

function give(threads: Pick<OtherThreads, 'give'>, order: Order, onAnswer?: () => void) {
  const answers: { readonly threadId: number; readonly counted: number }[] = [];
  const given = threads.give<(typeof answers)[number]>(pathToFileURL(file), order, (answer) => {
    answers.push(answer);
    onAnswer?.();
  });
  return { ...given, answers: given.ended.then(() => answers) };
}
const threadOf = async (threads: Pick<OtherThreads, 'give'>, order: Order): Promise<number> => (await give(threads, order).answers).at(-1)!.threadId;

describe('other threads', () => {
  it('do one order after the other, and are no more than are busy at once', async () => {
    const store = openColumns();
    const first = await threadOf(store.others, { rows: 10_000 });
    expect(await give(store.others, { rows: 3 }).answers).toEqual([{ threadId: first, counted: 3 }]);
    const both = await Promise.all([give(store.others, { rows: 50_000 }).answers, give(store.others, { rows: 60_000 }).answers]);
    expect(both.map(([answer]) => answer!.counted)).toEqual([50_000, 60_000]);
    expect(both.map(([answer]) => answer!.threadId === first)).toEqual([true, false]);
    expect([first, both[1]![0]!.threadId]).toContain(await threadOf(store.others, { rows: 1 }));
    await store.close();
  });

  it('are given no more when an order has failed, was stopped, or they have died, which the next does not know of', async () => {
    const store = openColumns();
    const used: number[] = [];
    for (const act of ['fail', 'die'] as const) used.push(await threadOf(store.others, { rows: 1, act }));
    const endless = give(store.others, { rows: 1e12, act: 'tell' }, () => endless.stop());
    used.push((await endless.answers)[0]!.threadId);
    const last = await threadOf(store.others, { rows: 5 });
    expect(new Set([...used, last]).size).toBe(4);
    expect(await threadOf(store.others, { rows: 6 })).toBe(last);
    await give({ give: (_, order, note) => store.others.give(pathToFileURL(join(folder, 'nowhere.mjs')), order, note) }, { rows: 1 }).ended;
    await store.close();
  });

  it('end with the store, and when nobody has asked for a while', async () => {
    const threads = createOtherThreads({ memory: '100MB' }, 1);
    const [idle, closed, busy] = ['idle', 'closed', 'busy'].map((name) => join(folder, name)) as [string, string, string];
    await give(threads, { rows: 1, mark: idle }).ended;
    await vi.waitFor(() => expect(existsSync(idle)).toBe(true), { timeout: 60_000 });

    const patient = createOtherThreads({ memory: '100MB' }, 2 ** 30);
    await give(patient, { rows: 1, mark: closed }).ended;
    let begun: () => void;
    const reading = new Promise<void>((resolve) => (begun = resolve));
    const endless = give(patient, { rows: 1e12, act: 'tell', mark: busy }, () => begun());
    await reading;
    await patient.close();
    await endless.ended;
    expect([closed, busy].map((path) => existsSync(path))).toEqual([true, true]);
  });

  it('keep no process alive that waits for nothing', () => {
    const program = join(folder, 'program.mjs');
    writeFileSync(
      program,
      `import { createOtherThreads } from ${JSON.stringify(new URL('../../dist/store/other-threads.js', import.meta.url).href)};
       const threads = createOtherThreads({ memory: '100MB' }, 2 ** 30);
       await threads.give(new URL(${JSON.stringify(pathToFileURL(file).href)}), { rows: 7 }, ({ counted }) => console.log(counted)).ended;`,
    );
    const said = execFileSync(process.execPath, [program], { timeout: 60_000 });
    expect(String(said)).toBe('7\n');
  });
});
