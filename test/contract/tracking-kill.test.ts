import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openMeans } from '../../src/store/index.ts';
import { createTrackingRoom, trainMigrations } from '../../src/train/index.ts';
import { startChild } from './child.ts';

const folder = mkdtempSync(join(tmpdir(), 'capstan-tracking-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what many writers log at once', () => {
  it.each([
    { writers: 50, points: 20, lines: 2000 },
    // So many points that runs are folded all the time.
    { writers: 3, points: 900, lines: 150 },
  ])('is there after kill -9 when it was acknowledged, whole and once ($writers writers, $points points)', async ({ writers, points, lines }) => {
    const state = join(folder, `state-${writers}`);
    const child = await startChild('log-metrics', { args: [state, `${writers}`, `${points}`] });
    await child.until('ready');
    while (child.lines.length < lines) await new Promise((resolve) => setTimeout(resolve, 5));
    child.process.kill('SIGKILL');
    expect((await child.ended).how).toBe('SIGKILL');

    const acknowledged = new Map<string, number>();
    for (const line of child.lines.filter((each) => each.startsWith('logged'))) {
      const [, run, step] = line.split(' ') as [string, string, string];
      acknowledged.set(run, Number(step) + 1);
    }
    expect(acknowledged.size).toBe(writers);
    const means = await openMeans({ project: 'p', folder: state, migrations: trainMigrations });
    const room = createTrackingRoom(means);
    for (const [run, batches] of acknowledged) {
      const kept = Object.keys((await room.runs.get(run)).params).length;
      // The last batch may have been written without an answer.
      expect([batches, batches + 1]).toContain(kept);
      for (const key of ['m0', 'm1', 'm2', 'm3']) expect((await room.metrics.history(run, key)).items).toHaveLength((kept * points) / 4);
    }
    await room.close();
    await means.close();
  });
});
