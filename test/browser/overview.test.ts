import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, pointAt, shadesOf } from './open-page.ts';
import type { OpenPage } from './open-page.ts';
import { overviewFixture } from './overview-fixture.ts';

describe('the first page shows half a year', () => {
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => open.close());

  it('has every section, draws every chart, and complains about nothing', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Will this flight arrive more than 15 minutes late?');
    await expect
      .poll(() => page.getByRole('heading', { level: 2 }).allTextContents())
      .toEqual(['Life cycle', 'Totals', 'Deployment', 'Quality', 'Drift', 'Findings', 'Latest', 'Trials']);
    await expect.poll(() => page.locator('.stage-name').allTextContents()).toEqual(['scope', 'data', 'train', 'release', 'serve', 'monitor', 'loop']);
    await expect.poll(() => page.locator('.bar time').textContent()).toBe('1 Jul 2001, 00:00 UTC');
    await expect.poll(() => page.locator('.totals').textContent()).toContain('254,871 predictions');
    await expect.poll(() => page.locator('.reign').allTextContents()).toEqual(['r1', 'r2', 'r5']);
    await expect.poll(() => shadesOf(page, 'main')).toBeGreaterThan(8);
    await expect.poll(() => page.locator('main canvas').count()).toBe(6);
    await expect.poll(() => page.title()).toBe('flight-delay · Capstan');
    await open.picture('overview-light');
    expect(open.complaints).toEqual([]);
  });

  it('paints the poisoned days unlike any natural day, in the rows that were hit', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    const lightness = async (row: number, day: number): Promise<number> => {
      await page.evaluate('scrollTo(0, 0)');
      return page.evaluate(`(() => {
        const canvas = document.querySelector('.heat canvas');
        const name = document.querySelectorAll('.heat-name')[${row}];
        const scale = canvas.width / canvas.clientWidth;
        const [left, right] = [152, canvas.clientWidth - 12];
        const x = (left + ((right - left) * (${day} + 0.5)) / 150) * scale;
        const [r, g, b] = canvas.getContext('2d').getImageData(x, (name.offsetTop + 7) * scale, 1, 1).data;
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      })()`);
    };
    for (const day of [61, 62]) {
      await expect.poll(() => lightness(0, day)).toBeLessThan(110);
      await expect.poll(() => lightness(1, day)).toBeGreaterThan(170);
    }
    for (const day of [5, 30, 60, 63, 100]) await expect.poll(() => lightness(0, day)).toBeGreaterThan(170);
  });

  it('tells about marks, days and cells under the pointer', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    const tip = page.getByRole('tooltip');
    await pointAt(page.locator('.lane .mark-alert'));
    await expect.poll(() => tip.textContent()).toContain('departure is constant');
    await pointAt(page.locator('.reign').nth(1));
    await expect.poll(() => tip.textContent()).toContain('r2 is champion');

    const quality = await page.locator('.tracks .plot').boundingBox();
    const [from, to] = [(quality?.x ?? 0) + 152, (quality?.x ?? 0) + (quality?.width ?? 0) - 12];
    const x = from + ((to - from) * 61.5) / 150;
    await page.mouse.move(x, (quality?.y ?? 0) + 60);
    await expect.poll(() => tip.textContent()).toMatch(/3 Apr 2001.*AUC r2.*never retrained.*Quarantined/);
    await expect.poll(() => page.locator('.crosshair').textContent()).toBe('3 Apr');

    const heat = await page.locator('.heat').boundingBox();
    await page.mouse.move(x, (heat?.y ?? 0) + 24);
    await expect.poll(() => tip.textContent()).toMatch(/departure, 3 Apr 2001.*0\.870.*natural change reaches.*0\.110.*Page:/);
    await open.picture('overview-tip', 'window');

    await page.mouse.move(5, 5);
    await expect.poll(() => tip.count()).toBe(0);
  });

  it('switches the measure of quality', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    const chart = page.locator('.tracks .plot');
    await expect.poll(() => chart.getAttribute('aria-label')).toContain('AUC');
    await page.getByText('Calibration gap', { exact: true }).last().click();
    await expect.poll(() => chart.getAttribute('aria-label')).toContain('positive rate');
    await page.getByText('Cost per unit', { exact: true }).last().click();
    await expect.poll(() => chart.getAttribute('aria-label')).toContain('Cost per unit');
    await expect.poll(() => shadesOf(page, '.tracks .plot')).toBeGreaterThan(8);
  });

  it('opens the trial that is picked, in the list or on the timeline', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    const panel = page.getByRole('tabpanel');
    await expect.poll(() => panel.textContent()).toContain('on live traffic at 20 %');
    await page.getByRole('tab', { name: /rolled back/ }).click();
    await expect.poll(() => panel.textContent()).toContain('The guardrail on needless warnings broke');
    await expect.poll(() => panel.locator('.rail-broke').textContent()).toMatch(/needless warnings.*214.*broke/);
    await expect.poll(() => panel.locator('.rail').nth(1).textContent()).toContain('holds');
    await open.picture('overview-rolled-back');
    await page
      .locator('.trial-bar')
      .first()
      .click({ position: { x: 22, y: 4 } });
    await expect.poll(() => panel.textContent()).toContain('Better than r1');
    await expect.poll(() => panel.locator('.shares-stair').getAttribute('aria-label')).toBe('Share of traffic: 5 % from 13 Mar, 20 % from 15 Mar, 50 % from 17 Mar');
    await panel.getByText('left out of 2 windows').click();
    await expect.poll(() => panel.locator('.left-out li').allTextContents()).toEqual(['6 Mar: 19 units constant 1178 in distance', '9 Mar: all of it drift of departure']);
    await open.picture('overview-left-out');
    await pointAt(panel.locator('.plot').first());
    await expect.poll(() => page.getByRole('tooltip').textContent()).toMatch(/evidence for r2.*of 20.*not worth it.*units/);
  });

  it('leads from a finding to its day', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await expect.poll(() => page.locator('.page').count()).toBe(1);
    await page.locator('.page .link').click();
    await expect.poll(() => page.locator('.crosshair').isVisible()).toBe(true);
    await expect.poll(() => page.locator('.heat-frame').isVisible()).toBe(true);
    const notices = page.locator('.notices');
    await expect.poll(() => notices.getAttribute('open')).toBe(null);
    await notices.locator('summary').click();
    await expect.poll(() => notices.locator('li').count()).toBeGreaterThan(2);
  });

  it('weighs at most 100 kB', () => {
    const folder = fileURLToPath(new URL('../../dist/ui/', import.meta.url));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = files.reduce((sum, entry) => sum + gzipSync(readFileSync(`${entry.parentPath}/${entry.name}`)).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(100_000);
  });
});
