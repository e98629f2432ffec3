import { rm } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Platform, Run } from '../../src/platform/index.ts';
import { defineContract, number } from '../../src/data/definition.ts';
import { tableCheck, tableDiff, tableDrift, tableProfile, weakSlices } from '../../src/train/definition.ts';
import { openTinyPlatform } from '../tiny-project/open-tiny-platform.ts';
import { day, FLIP } from '../tiny-project/world.ts';
import { writeTinyProject } from '../tiny-project/write-tiny-project.ts';
import { type ServedPage, servePage } from './on-server.ts';

const DIAGNOSTICS = [
  weakSlices(),
  tableDrift({ reference: 'parent', table: 'test' }),
  tableDiff(),
  tableProfile({ table: 'train/features' }),
  tableCheck({ table: 'test', contract: defineContract({ columns: { value: number({ max: 90 }) } }) }),
];

describe('the data page, on a real server', () => {
  let root: string;
  let platform: Platform;
  let served: ServedPage;
  let page: Page;
  let run: Run;

  beforeAll(async () => {
    root = await writeTinyProject({ loop: `{ retrain: { calibrationGap: 1, maxAgeDays: 900 } }` });
    platform = await openTinyPlatform(root);
    for (const asOf of [FLIP, FLIP + 5])
      ({ run } = await platform.loop.makeRelease({ asOf: day(asOf), actor: 'ann', why: 'a try', since: day(0), changes: { diagnostics: DIAGNOSTICS } }));
    served = await servePage(platform, 1280);
    page = served.page;
  });
  afterAll(async () => {
    await served.close();
    await rm(root, { recursive: true });
  });

  it('says what it can be asked, and shows what the newest version added', async () => {
    await page.goto(`${served.url}/#/data`);
    await page.getByRole('link', { name: 'orders, version 2 beside 1' }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Drift' }).textContent()).toMatch(/rows against.*tests.*Save the report/s);
    await page.goto(`${served.url}/#/data?tool=diff`);
    await page.getByRole('link', { name: 'orders, version 2 beside 1' }).click();
    const changed = page.getByRole('region', { name: 'What changed' });
    await expect.poll(() => changed.textContent()).toMatch(/orders 1 → 2.*added.*Distributions/s);
  });

  it('looks for wrong labels in a version and for weak slices in a run', async () => {
    await page.goto(`${served.url}/#/data?tool=label-errors`);
    await page.getByRole('link', { name: /^orders, version 2: / }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Wrong labels' }).textContent()).toMatch(/\d/);
    await page.goto(`${served.url}/#/data?tool=slices`);
    await page
      .getByRole('link', { name: /^the test rows of train/ })
      .first()
      .click();
    await expect.poll(() => page.getByRole('region', { name: 'Weak slices' }).textContent()).toMatch(/group|slice/i);
  });

  it('shows on the page of a run what was found in its training', async () => {
    await page.goto(`${served.url}/#/run/${run.id}`);
    await page.getByRole('link', { name: 'Diagnoses' }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Weak slices' }).textContent()).toMatch(/group/i);
    expect(await page.getByRole('region', { name: 'Wrong labels' }).count()).toBe(0);
  });

  it('shows there what its looks at tables said, as the data page does', async () => {
    const said = async (name: string): Promise<string | null> => page.getByRole('region', { name, exact: true }).textContent();
    await expect.poll(() => said('Table drift')).toMatch(/test beside orders 1: .* rows against/);
    await expect.poll(() => said('Table diff')).toMatch(/orders 1 → 2.*Distributions/s);
    await expect.poll(() => said('Table profile')).toMatch(/segment_rate/);
    await expect.poll(() => said('Table check')).toMatch(/test by the contract of table-check: failed.*value lies outside/s);
    await expect.poll(() => page.locator('.leak-mark', { hasText: 'table-check' }).count()).toBe(1);
    await page.screenshot({ path: 'test-results/run-diagnoses.png', fullPage: true });
  });

  it('profiles a version, and checks it by the contract of its dataset', async () => {
    await page.goto(`${served.url}/#/data?tool=profile`);
    await page.getByRole('link', { name: /^orders, version 2: / }).click();
    await expect.poll(() => page.getByRole('table', { name: 'Columns' }).textContent()).toMatch(/noise.*number/s);
    await page.screenshot({ path: 'test-results/data-profile.png' });
    await page.goto(`${served.url}/#/data?tool=check`);
    await page.getByRole('link', { name: /^orders, version 2: / }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Contract' }).textContent()).toMatch(/by the contract of orders: passed/);
  });

  it('leads from a run that is opened directly to its data and to what was found', async () => {
    const fresh = await page.context().newPage();
    await fresh.goto(`${served.url}/#/run/${run.id}`);
    const bar = fresh.getByRole('navigation', { name: 'Pages' });
    await expect.poll(() => bar.textContent()).toBe('LifeFindingsDataRuns');
    await fresh.getByRole('link', { name: 'a version of this project’s data' }).first().click();
    await expect.poll(() => fresh.getByRole('table', { name: 'Columns' }).textContent()).toMatch(/noise.*number/s);
    await fresh.close();
  });

  it('says what is wrong with a question', async () => {
    await page.goto(`${served.url}/#/data?tool=leakage&of=nothing&against=nowhere`);
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('nothing');
    expect(served.complaints.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
  });
});
