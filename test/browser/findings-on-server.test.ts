import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform } from '../../src/platform/index.ts';
import { liveThrough } from '../tiny-project/live-through.ts';
import { openTinyPlatform } from '../tiny-project/open-tiny-platform.ts';
import { day, FLIP } from '../tiny-project/world.ts';
import { writeTinyProject } from '../tiny-project/write-tiny-project.ts';
import { type ServedPage, servePage } from './on-server.ts';

// Two poisoned days at the end: the alarm stands. Every answer comes from a project that lived through them.

describe('the findings page, on a real server', () => {
  let root: string;
  let platform: Platform;
  let served: ServedPage;
  let page: Page;
  let run: string;

  beforeAll(async () => {
    root = await writeTinyProject({ loop: `{ retrain: { calibrationGap: 1, maxAgeDays: 900 } }` });
    platform = await openTinyPlatform(root);
    const made = await platform.loop.makeRelease({ asOf: day(FLIP), actor: 'ann', why: 'the first', since: day(0) });
    await platform.loop.place(made.release!, { at: day(FLIP), actor: 'ann' });
    await liveThrough(platform, { from: FLIP, to: FLIP + 6, poisoned: [FLIP + 4, FLIP + 5] });
    run = (await platform.loop.makeRelease({ asOf: day(FLIP + 7), actor: 'ann', why: 'a try' })).run.id;
    served = await servePage(platform, 1440);
    page = served.page;
  });
  afterAll(async () => {
    await served.close();
    await rm(root, { recursive: true });
  });

  it('shows the run that left the poisoned days out', async () => {
    // Whoever follows the link of an alert finds the project’s other pages from there on.
    await page.goto(`${served.url}/#/findings`);
    await page.locator('.project', { hasText: 'orders' }).waitFor();
    await page.goto(`${served.url}/#/run/${run}`);
    await page.getByRole('link', { name: 'Data', exact: true }).waitFor();
    const left = page.getByRole('region', { name: 'Left out of training' });
    await expect.poll(() => left.textContent()).toMatch(/of \d,?\d* rows.*value: constant \d+ rows/s);
    expect(await left.getByRole('link', { name: 'the finding' }).first().getAttribute('href')).toMatch(/^#\/findings\?finding=finding_/);
  });

  it('tells what is wrong, with examples from the log and the distribution beside the reference', async () => {
    await page.getByRole('link', { name: 'Findings' }).click();
    await page.getByRole('heading', { name: 'value constant needs somebody' }).waitFor();
    const diagnosis = page.getByRole('article').first();
    await diagnosis.locator('summary', { hasText: 'Examples' }).click();
    await expect.poll(() => diagnosis.locator('.example-value').allTextContents()).toEqual(Array.from({ length: 5 }, () => '42'));
    await expect.poll(() => page.getByRole('region', { name: 'Distribution' }).textContent()).toContain('160 rows beside');
    await page.screenshot({ path: 'test-results/findings-on-server.png' });
  });

  it('acknowledges, mutes and releases', async () => {
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText('acknowledged', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('article').first().textContent()).toMatch(/Looked afterby local, .* UTC/);
    await page.getByRole('button', { name: 'Mute…' }).click();
    await page.getByLabel('because').fill('known');
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByText('acknowledged, muted').waitFor();
    await page.getByRole('button', { name: 'Unmute' }).click();
    await page.getByText('acknowledged', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Release 2 windows…' }).click();
    await page.getByLabel('because').fill('loaded again');
    await page.getByRole('button', { name: 'Learn from it again' }).click();
    await page.getByText('released', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('article').first().textContent()).toMatch(/Releasedby local, .* UTC: loaded again/);
    expect((await platform.monitor.alerts(['acknowledged'])).map((alert) => alert.acknowledged?.by)).toEqual(['local']);
    expect((await platform.monitor.quarantine()).map(({ state, released }) => [state, released?.why])).toEqual([
      ['released', 'loaded again'],
      ['released', 'loaded again'],
    ]);
    expect(served.complaints).toEqual([]);
  });
});
