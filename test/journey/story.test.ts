import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { withFault } from '../../src/cli/demo/fault.ts';
import { readUnitsFrom } from '../../src/cli/replay/replay-traffic.ts';
import { loadProject, openPlatform } from '../../src/platform/index.ts';
import type { Overview } from '../../src/sdk/index.ts';

// The first three weeks of the story, as a newcomer runs it: the real command, the real server, interrupted once.
const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}.tmp-story-${process.pid}`;
const FEB = Date.UTC(2001, 1, 1);
const END = Date.UTC(2001, 1, 22);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function tellStory(options: readonly string[], onOutput?: (text: string, child: ChildProcess) => void): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['dist/cli/main.js', ...options, 'demo', '--exit', '--dir', folder, '--until', '2001-02-22'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    const take = (chunk: Buffer): void => {
      out += chunk.toString();
      onOutput?.(out, child);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('close', (code) => resolve({ code, out }));
  });
}

test('the story survives an interruption, answers every flight once, and finds the silent failure in its first window', { timeout: 600_000 }, async () => {
  let interrupted = false;
  const first = await tellStory([], (text, child) => {
    if (interrupted || !text.includes('AUC')) return;
    interrupted = true;
    setTimeout(() => child.kill('SIGINT'), 2_000);
  });
  expect(first).toMatchObject({ code: 130, out: expect.stringContaining('it goes on from here') as string });

  const second = await tellStory(['--json']);
  expect(second).toMatchObject({ code: 0 });
  const overview = JSON.parse(second.out) as Overview;

  const platform = await openPlatform(withFault(await loadProject(folder)));
  const flights = await readUnitsFrom(platform, { fraction: 0.1, seed: 1 })({ from: FEB, to: END });
  expect(overview.totals).toMatchObject({ windows: 21, predictions: flights.length, refused: 0 });

  const pages = overview.findings.filter((finding) => finding.urgency === 'page');
  expect(pages.map(({ kind, column, at }) => ({ kind, column, at }))).toEqual([
    { kind: 'constant', column: 'departure', at: Date.UTC(2001, 1, 20) },
    { kind: 'constant', column: 'departure', at: Date.UTC(2001, 1, 21) },
  ]);
  expect(pages[0]!.harm!.quality).toBeLessThan(0.58);
  expect(overview.totals.alerts).toBe(1);
  expect(overview.quality.filter((day) => day.quarantined).map((day) => day.day)).toEqual([Date.UTC(2001, 1, 20), Date.UTC(2001, 1, 21)]);
  expect(await platform.monitor.quarantined()).toEqual([{ from: Date.UTC(2001, 1, 20), to: END }]);
  await platform.close();

  const again = await tellStory([]);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('told before up to 2001-02-22') as string });
});
