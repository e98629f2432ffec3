import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, shadesOf } from './open-page.ts';
import type { OpenPage } from './open-page.ts';
import { overviewFixture } from './overview-fixture.ts';

const TEXT_COLOURS = ['ink', 'ink-2', 'ink-3', 'accent', 'good', 'alarm', 'goal'];

/** WCAG 2 contrast of every text colour with the page's own, the smallest of them. */
const smallestContrast = `(() => {
  const style = getComputedStyle(document.documentElement);
  const luminance = (name) => {
    const hex = style.getPropertyValue('--' + name).trim();
    const [r, g, b] = [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratios = ${JSON.stringify(TEXT_COLOURS)}.flatMap((name) => ['surface', 'shade'].map((ground) => {
    const [low, high] = [luminance(name), luminance(ground)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }));
  return Math.min(...ratios);
})()`;

describe('the first page reaches everyone', () => {
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => open.close());

  it('follows the preference for dark, also when it changes', async () => {
    open = await openPage(browser, overviewFixture(), { colorScheme: 'dark' });
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const cell = (): Promise<string> =>
      page.evaluate(`(() => {
        const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        copy.drawImage(document.querySelector('.heat canvas'), -400, -24);
        return copy.getImageData(0, 0, 1, 1).data.join();
      })()`);
    await expect.poll(ground).toBe('rgb(16, 20, 24)');
    await expect.poll(() => page.evaluate(smallestContrast)).toBeGreaterThan(4.5);
    await open.picture('overview-dark');
    const dark = await cell();
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(ground).toBe('rgb(255, 255, 255)');
    await expect.poll(() => page.evaluate(smallestContrast)).toBeGreaterThan(4.5);
    await expect.poll(cell).not.toBe(dark);
    expect(open.complaints).toEqual([]);
  });

  it.each([400, 768, 1120, 1920])('fits a window %i pixels wide', async (width) => {
    open = await openPage(browser, overviewFixture(), { viewport: { width, height: 900 } });
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const stickingOut: unknown = await page.evaluate(`[...document.querySelectorAll('main *, header *')]
      .filter((element) => !element.closest('.unseen') && element.getBoundingClientRect().right > ${width} + 1)
      .map((element) => element.className)`);
    expect(stickingOut).toEqual([]);
    await expect.poll(() => shadesOf(page, 'main')).toBeGreaterThan(8);
    await open.picture(`overview-${width}`);
    expect(open.complaints).toEqual([]);
  });

  it('redraws when the window changes its width', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await page.setViewportSize({ width: 500, height: 900 });
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(500);
    await expect.poll(() => shadesOf(page, 'main')).toBeGreaterThan(8);
  });

  it('is worked by keyboard: marks, charts, heat map, trials', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    const tip = page.getByRole('tooltip');
    const said = page.locator('[role=status]');

    await page.locator('.lane').nth(2).locator('[data-stop]').first().focus();
    await expect.poll(() => tip.textContent()).toContain('2 events');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => tip.textContent()).toContain('flights of February ingested');
    await page.keyboard.press('End');
    await expect.poll(() => tip.textContent()).toContain('r6');
    await page.keyboard.press('Escape');
    await expect.poll(() => tip.count()).toBe(0);

    await page.locator('.tracks .plot').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => said.textContent()).toContain('29 Jun 2001');

    await page.locator('.heat').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => said.textContent()).toContain('distance, 30 Jun 2001');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => said.textContent()).toContain('distance, 29 Jun 2001');

    await page.getByRole('tab', { selected: true }).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByRole('tab', { selected: true }).textContent()).toContain('r5');
    await expect.poll(() => page.getByRole('tabpanel').textContent()).toContain('e = 26');
  });

  it('names its landmarks and everything that can be worked', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await expect.poll(() => page.getByRole('banner').count()).toBe(1);
    await expect.poll(() => page.getByRole('main').count()).toBe(1);
    const nameless: unknown = await page.evaluate(`[...document.querySelectorAll('button, [tabindex], [role=img], [role=group], [role=toolbar], [role=tablist], [role=radiogroup]')]
      .filter((element) => !element.getAttribute('aria-label') && !element.getAttribute('aria-labelledby') && !element.textContent.trim())
      .map((element) => element.outerHTML.slice(0, 80))`);
    expect(nameless).toEqual([]);
    const broken: unknown = await page.evaluate(`[...document.querySelectorAll('[aria-labelledby], [aria-controls]')]
      .flatMap((element) => [element.getAttribute('aria-labelledby'), element.getAttribute('aria-controls')])
      .filter((id) => id && !document.getElementById(id))`);
    expect(broken).toEqual([]);
  });
});
