import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform, Run } from '../../src/platform/index.ts';
import { weakSlices } from '../../src/train/definition.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { openTinyPlatform } from '../tiny-project/open-tiny-platform.ts';
import { day, FLIP } from '../tiny-project/world.ts';
import { writeTinyProject } from '../tiny-project/write-tiny-project.ts';
import { launchBrowser } from './open-page.ts';

describe('the data page, on a real server', () => {
  let root: string;
  let platform: Platform;
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let run: Run;
  const complaints: string[] = [];

  beforeAll(async () => {
    root = await writeTinyProject({ loop: `{ retrain: { calibrationGap: 1, maxAgeDays: 900 } }` });
    platform = await openTinyPlatform(root);
    for (const asOf of [FLIP, FLIP + 5])
      ({ run } = await platform.loop.makeRelease({ asOf: day(asOf), actor: 'ann', why: 'a try', since: day(0), changes: { diagnostics: [weakSlices()] } }));
    server = await startServer(platform, { port: 0, version: '0' });
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })).newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await platform.close();
    await rm(root, { recursive: true });
  });

  it('says what it can be asked, and shows what the newest version added', async () => {
    await page.goto(`${server.url}/#/data`);
    await page.getByRole('link', { name: 'orders 2 beside 1' }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Drift' }).textContent(), { timeout: 30_000 }).toMatch(/rows against.*tests.*Save the report/s);
    await page.goto(`${server.url}/#/data?tool=diff`);
    await page.getByRole('link', { name: 'orders 2 beside 1' }).click();
    const changed = page.getByRole('region', { name: 'What changed' });
    await expect.poll(() => changed.textContent()).toMatch(/orders 1 → 2.*added.*Distributions/s);
  });

  it('looks for wrong labels in a version and for weak slices in a run', async () => {
    await page.goto(`${server.url}/#/data?tool=label-errors`);
    await page.getByRole('link', { name: /^orders 2, / }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Wrong labels' }).textContent(), { timeout: 30_000 }).toMatch(/\d/);
    await page.goto(`${server.url}/#/data?tool=slices`);
    await page
      .getByRole('link', { name: /^the test rows of train/ })
      .first()
      .click();
    await expect.poll(() => page.getByRole('region', { name: 'Weak slices' }).textContent(), { timeout: 30_000 }).toMatch(/group|slice/i);
  });

  it('shows on the page of a run what was found in its training', async () => {
    await page.goto(`${server.url}/#/run/${run.id}`);
    await page.getByRole('link', { name: 'Diagnoses' }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Weak slices' }).textContent(), { timeout: 30_000 }).toMatch(/group/i);
    expect(await page.getByRole('region', { name: 'Wrong labels' }).count()).toBe(0);
  });

  it('says what is wrong with a question', async () => {
    await page.goto(`${server.url}/#/data?tool=leakage&of=nothing&against=nowhere`);
    expect(await page.getByRole('alert').textContent()).toContain('nothing');
    expect(complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  });
});
