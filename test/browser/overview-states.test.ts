import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Overview } from '../../src/sdk/overview.ts';
import { launchBrowser, openPage, pointAt } from './open-page.ts';
import type { OpenPage } from './open-page.ts';
import { emptyOverview, hostileOverview, overviewFixture } from './overview-fixture.ts';

/** The first days of the half year: what the page shows while a story is still young. */
function youngOverview(days: number): Overview {
  const whole = overviewFixture();
  const [first] = whole.releases;
  const end = (whole.drift.days[0] ?? 0) + days * 86_400_000;
  return {
    ...whole,
    now: end,
    stages: whole.stages.map((stage) => ({ ...stage, state: stage.stage === 'loop' ? 'empty' : 'good', headline: 'so far so good', detail: '' })),
    deployment: first ? { name: whole.project, champion: first, challenger: null, shadows: [] } : null,
    releases: whole.releases.slice(0, 1),
    timeline: whole.timeline.filter((event) => event.at < end),
    reigns: [{ release: whole.releases[0]?.id ?? '', from: end - days * 86_400_000, to: null }],
    quality: whole.quality.slice(0, Math.max(0, days - 2)),
    drift: { ...whole.drift, days: whole.drift.days.slice(0, days), cells: whole.drift.cells.map((row) => row.slice(0, days)) },
    findings: [],
    trials: [],
  };
}

describe('the first page in every state', () => {
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => open.close());

  it('says how to begin when nothing has been served', async () => {
    open = await openPage(browser, emptyOverview());
    const { page } = open;
    await page.getByRole('heading', { name: 'Nothing has been served yet' }).waitFor();
    await expect.poll(() => page.locator('.first-steps code').allTextContents()).toEqual(['capstan run', 'capstan up', 'capstan replay']);
    await expect.poll(() => page.locator('.stage-empty').count()).toBe(6);
    expect(await page.locator('canvas').count()).toBe(0);
    await open.picture('overview-empty');
    expect(open.complaints).toEqual([]);
  });

  it.each([1, 2, 3, 12])('looks well when it is %i days old', async (days) => {
    open = await openPage(browser, youngOverview(days));
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await expect.poll(() => page.locator('.trials').textContent()).toContain('Nothing has been tried');
    await expect.poll(() => page.locator('.findings').textContent()).toContain('Nobody was paged');
    expect(await page.locator('body').textContent()).not.toMatch(/NaN|undefined|Infinity|\[object/);
    await open.picture(`overview-young-${days}`);
    expect(open.complaints).toEqual([]);
  });

  it('shows bones while it waits', async () => {
    open = await openPage(browser, 'never');
    await expect.poll(() => open.page.locator('[aria-busy=true] .bone').count()).toBeGreaterThan(2);
    await open.picture('overview-loading');
  });

  it('says what went wrong and what to do, and recovers by itself', async () => {
    open = await openPage(browser, { status: 500, body: JSON.stringify({ code: 'STORE_LOCKED', message: 'The state folder is in use.', remedy: 'Stop the other server.' }) });
    const { page } = open;
    await page.getByRole('heading', { name: 'The state folder is in use.' }).waitFor();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Stop the other server.');
    await open.picture('overview-error');
    open.server.answer(overviewFixture());
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.heat canvas').waitFor();
  });

  it.each(['not json', '{"hello":"world"}', '[]', 'null'])('takes the answer %s for what it is', async (body) => {
    open = await openPage(browser, { status: 200, body });
    await open.page.getByRole('heading', { name: /not an overview/ }).waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('keeps what it knows when the server stops answering', async () => {
    open = await openPage(browser, overviewFixture());
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    open.server.answer({ status: 503, body: '' });
    await page.getByRole('alert').waitFor();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Shown is what it said at');
    expect(await page.locator('.heat canvas').isVisible()).toBe(true);
    await open.picture('overview-stale');
    open.server.answer(overviewFixture());
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('reads again, draws what changed, and asks with the tag of what it has', async () => {
    const first = overviewFixture();
    open = await openPage(browser, first);
    const { page, server } = open;
    await page.locator('.heat canvas').waitFor();
    await page.evaluate('(window.kept = document.querySelector(".heat canvas"))');
    await expect.poll(() => server.counts.unchanged).toBeGreaterThan(0);
    server.answer({ ...first, now: first.now + 86_400_000, totals: { ...first.totals, predictions: 256_000 } });
    await page.getByText('256,000').waitFor();
    await expect.poll(() => page.locator('.bar time').textContent()).toBe('2 Jul 2001, 00:00 UTC');
    expect(await page.evaluate('window.kept === document.querySelector(".heat canvas")')).toBe(true);
  });

  it('shows markup in texts as text', async () => {
    open = await openPage(browser, hostileOverview());
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await pointAt(page.locator('.mark').first());
    await page.locator('.heat').hover({ position: { x: 600, y: 40 } });
    await page.getByRole('tab').nth(2).click();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain('<script>');
    expect(await page.evaluate('window.pwned')).toBeUndefined();
    expect(await page.locator('main script, header script, main img, .tip img').count()).toBe(0);
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1440);
    await open.picture('overview-hostile');
    expect(open.complaints).toEqual([]);
  });
});
