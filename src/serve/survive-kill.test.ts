import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, openTestMeans, rules, scope } from '../../test/fixtures/make-candidate.ts';
import { DAY } from '../kernel/index.ts';
import { createReleaseRoom } from '../release/index.ts';
import { createServeRoom } from './serve-room.ts';
import { serveMigrations } from './serve.store.ts';

// Below node_modules, so that the bundle finds the packages that it leaves out.
const scratch = fileURLToPath(new URL('../../node_modules/.capstan-test', import.meta.url));
const script = join(scratch, `serving-process-${process.pid}.mjs`);

beforeAll(async () => {
  await mkdir(scratch, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL('../../test/fixtures/serving-process.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'silent',
  });
});
afterAll(() => rm(script, { force: true }));

/** Lets a serving process run until it has acknowledged so much, kills it at once, and gives every acknowledgement that it wrote. */
async function serveUntilKilled(folder: string, prefix: string, enough: number): Promise<{ answered: Map<string, number>; labelled: Set<string> }> {
  const child = spawn(process.execPath, [script, folder, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
  const answered = new Map<string, number>();
  const labelled = new Set<string>();
  const gone = new Promise((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, id, score] = line.split(' ') as [string, string, string | undefined];
    // A line is written to the pipe as a whole or not at all.
    if (what === 'answered') answered.set(id, Number(score));
    else if (what === 'labelled') labelled.add(id);
    if (answered.size >= enough) child.kill('SIGKILL');
  }
  await gone;
  return { answered, labelled };
}

it('keeps every acknowledged prediction and label when the process is killed, twice over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'capstan-'));
  const means = await openTestMeans(serveMigrations, folder);
  const releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 1_000 });
  const { id } = await releases.create(candidate, await releases.judge(candidate), { note: '', actor: 'test', eventAt: FIRST_DAY });
  await createServeRoom(means, { releases }).setPolicy({ champion: id, shadows: [id] }, { actor: 'test', why: 'first', eventAt: FIRST_DAY });
  let orders = 0;
  for (const round of ['a', 'b']) {
    const { answered, labelled } = await serveUntilKilled(folder, round, 500);
    expect(answered.size).toBeGreaterThanOrEqual(500);
    const room = createServeRoom(means, { releases });
    const units = new Map((await room.units({ interval: { from: FIRST_DAY, to: FIRST_DAY + DAY } })).map((unit) => [unit.predictionId, unit]));
    expect([...answered].filter(([name, score]) => units.get(name)?.score !== score || Number.isNaN(score))).toEqual([]);
    expect([...labelled].filter((name) => units.get(name)?.label !== 1)).toEqual([]);
    // Orders go on without a hole or a repeat, over the kill and over segments that were being sealed.
    expect([...units.values()].map((unit) => unit.order)).toEqual(Array.from({ length: units.size }, (_, i) => i));
    expect(units.size).toBeGreaterThan(orders);
    orders = units.size;
  }
  await means.close();
});
