import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage, pointAt, shadesOf } from './open-page.ts';
import type { OpenPage, PageOptions } from './open-page.ts';
import { fixtureRun, trackingFixture } from './tracking-fixture.ts';

const MANY = 100_000;
const NO_PROJECT = { status: 404, body: JSON.stringify({ error: { code: 'SERVER_NOT_FOUND', message: 'there is nothing at /v1/overview', remedy: '', facts: {} } }) };
const idOf = (index: number): string => fixtureRun(index, MANY).id;

describe('the pages about runs', () => {
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => open.close());

  const visit = async (at: string, options: PageOptions = {}): Promise<Page> => {
    open = await openPage(browser, NO_PROJECT, { operations: trackingFixture(MANY), at, ...options });
    return open.page;
  };
  /** What the page asks of `runs.search` from now on. */
  const listen = (page: Page): Record<string, unknown>[] => {
    const asked: Record<string, unknown>[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/runs/search')) asked.push(request.postDataJSON() as Record<string, unknown>);
    });
    return asked;
  };

  it('are the first page of a server without a project', async () => {
    const page = await visit('');
    await page.getByRole('link', { name: 'brave-heron-0', exact: true }).waitFor();
    expect(page.url()).toContain('#/runs');
    // The browser itself notes that there is no overview.
    expect(open.complaints.filter((line) => !line.includes('404'))).toEqual([]);
  });

  it('open at an address that was typed by hand, even when it is no encoding', async () => {
    const page = await visit('#/run/%');
    await page.locator('a.brand').waitFor();
  });

  it('draw only the rows in sight of a hundred thousand, and read on as one scrolls', async () => {
    const page = await visit('#/runs');
    await page.getByRole('link', { name: 'brave-heron-0', exact: true }).waitFor();
    await expect.poll(() => page.locator('.runs-tools > p').textContent()).toContain('100,000 top-level runs, 200 loaded');
    expect(await page.locator('tbody tr').count()).toBeLessThan(80);
    const loadedAfterScroll = async (): Promise<number> => {
      await page.evaluate("document.querySelector('.runs-holder').scrollTo(0, 1e9)");
      return Number(/, ([\d,]+) loaded/.exec((await page.locator('.runs-tools > p').textContent())!)![1]!.replace(',', ''));
    };
    await expect.poll(loadedAfterScroll).toBeGreaterThanOrEqual(1_000);
    expect(await page.locator('tbody tr').count()).toBeLessThan(80);
    await open.picture('runs-scrolled', 'window');
    expect(open.complaints).toEqual([]);
  });

  it('search by name or in the search language, and say what is wrong with a filter', async () => {
    const page = await visit('#/runs');
    const asked = listen(page);
    await page.getByRole('link', { name: 'brave-heron-0', exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('heron');
    await page.keyboard.press('Enter');
    await expect.poll(() => asked.at(-1)?.['filter']).toBe("attributes.run_name ILIKE '%heron%'");
    expect(page.url()).toContain('filter=heron');
    const box = page.getByRole('searchbox', { name: 'Search runs' });
    await box.fill("metrics.auc > 0.68 OR params.trainer = 'xgboost'");
    await box.press('Enter');
    await expect.poll(() => asked.at(-1)?.['filter']).toBe("metrics.auc > 0.68 OR params.trainer = 'xgboost'");
    await box.fill('metrics.auc >< 3');
    await box.press('Enter');
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('an operator was expected');
    await page.goBack();
    await page.getByRole('link', { name: 'brave-heron-0', exact: true }).waitFor();
    await expect.poll(() => box.inputValue()).toBe("metrics.auc > 0.68 OR params.trainer = 'xgboost'");
  });

  it('sort by any column, first down, then up, then as it was', async () => {
    const page = await visit('#/runs');
    await page.getByRole('link', { name: 'brave-heron-0', exact: true }).waitFor();
    const asked = listen(page);
    const head = page.getByRole('columnheader', { name: 'auc' });
    await head.getByRole('button').click();
    await expect.poll(() => asked.at(-1)?.['orderBy']).toEqual(['metrics.auc DESC']);
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    await head.getByRole('button').click();
    await expect.poll(() => asked.at(-1)?.['orderBy']).toEqual(['metrics.auc ASC']);
    await head.getByRole('button').click();
    await expect.poll(() => asked.at(-1)?.['orderBy']).toBeUndefined();
  });

  it('show nested runs under their parents, and keep chosen columns pinned', async () => {
    const page = await visit('#/runs');
    await page
      .getByRole('button', { name: /nested in brave-heron-0/ })
      .first()
      .click();
    await page.getByRole('link', { name: 'brave-heron-90000' }).waitFor();
    await page.getByText('Columns').click();
    const line = page.locator('.picker-line', { hasText: 'trainer' });
    await line.getByRole('button').click();
    await page.getByText('Columns').click();
    await expect.poll(() => page.locator('thead th').nth(2).textContent()).toContain('trainer');
    await page.reload();
    await page.getByRole('link', { name: 'brave-heron-0', exact: true }).waitFor();
    await expect.poll(() => page.locator('thead th').nth(2).textContent()).toContain('trainer');
    await page.evaluate("document.querySelector('.runs-holder').scrollTo(600, 0)");
    const box = await page.locator('thead th').nth(2).boundingBox();
    expect(box!.x).toBeLessThan(600);
  });

  it('compare the chosen runs: what differs first, curves, bundles, points', async () => {
    const page = await visit('#/runs');
    await page.getByRole('link', { name: 'brave-heron-0', exact: true }).waitFor();
    await page.locator('tbody input').nth(0).click();
    await page
      .locator('tbody input')
      .nth(4)
      .click({ modifiers: ['Shift'] });
    await page.getByRole('link', { name: 'Compare 5 runs' }).click();
    await page.locator('.curve canvas').first().waitFor();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('5 runs compared');
    const params = page.getByRole('region', { name: 'Parameters' });
    await expect.poll(() => params.locator('tbody th').allTextContents()).toEqual(['depth', 'rate', 'trainer']);
    await params.getByRole('button', { name: 'Show what is the same' }).click();
    await expect.poll(() => params.locator('tbody th').allTextContents()).toEqual(['depth', 'rate', 'trainer', 'seed']);
    await expect.poll(() => shadesOf(page, '.curve')).toBeGreaterThan(8);
    await page.getByRole('slider').fill('0.9');
    await page.getByText('time since start').click();
    await pointAt(page.locator('.curve .plot').first());
    await expect.poll(() => page.getByRole('tooltip').textContent()).toMatch(/auc at .*brave-heron-0/);
    await expect.poll(() => page.locator('.parallel path').count()).toBe(5);
    await expect.poll(() => page.locator('.scatter circle').count()).toBe(5);
    await pointAt(page.locator('.scatter circle').first());
    await expect.poll(() => page.getByRole('tooltip').textContent()).toContain('brave-heron-0');
    await page.mouse.move(1, 1);
    await open.picture('compare');
    await page.getByRole('button', { name: 'Leave calm-heron-1 out' }).click();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('4 runs compared');
    expect(open.complaints).toEqual([]);
  });

  it('show one run: facts, curves, files, code', async () => {
    const page = await visit(`#/run/${idOf(1)}`);
    await page.getByRole('heading', { level: 1, name: /calm-heron-1/ }).waitFor();
    await expect.poll(() => page.getByRole('region', { name: 'Parameters' }).textContent()).toContain('logisticRegression');
    await expect.poll(() => page.getByRole('region', { name: 'Data' }).textContent()).toContain('flights training');
    await page.getByRole('link', { name: 'Curves' }).click();
    await page.locator('.curve canvas').first().waitFor();
    await page.getByRole('link', { name: 'Artifacts' }).click();
    await page.getByRole('button', { name: 'model' }).click();
    await page.getByRole('button', { name: /model\.onnx/ }).waitFor();
    await page.getByRole('button', { name: /metrics\.csv/ }).click();
    await expect.poll(() => page.locator('.artifact-table td').allTextContents()).toEqual(['1', '0.61', '2', '0.64, about']);
    await page.getByRole('link', { name: 'Code' }).click();
    await expect.poll(() => page.locator('.patch-new').textContent()).toContain('depth = 6');
    expect(open.complaints).toEqual([]);
  });

  it('look well in the dark and on a telephone', async () => {
    let page = await visit(`#/compare?run=${idOf(0)}&run=${idOf(1)}&run=${idOf(2)}`, { colorScheme: 'dark' });
    await page.locator('.curve canvas').first().waitFor();
    await open.picture('compare-dark');
    await open.close();
    page = await visit('#/runs', { viewport: { width: 390, height: 844 } });
    await page.getByRole('link', { name: 'brave-heron-0', exact: true }).waitFor();
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await open.picture('runs-telephone', 'window');
  });
});
