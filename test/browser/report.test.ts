import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDrift } from '../../src/data/report/render-drift.ts';
import { renderReport } from '../../src/monitor/report/render-report.ts';
import { launchBrowser } from './open-page.ts';
import { COLUMNS, diagnosisFixture, distributionOf, historyFixture, WINDOWS } from './watch-fixture.ts';

describe('the report of two tables of 100 columns', () => {
  const hostile = '</style><script>document.title="taken over"</script>';
  const columns = historyFixture().columns.map(({ column }, i) => (i === 3 ? hostile : column));
  const text = renderDrift({
    drift: {
      reference: 'january',
      current: 'february',
      verdict: 'changed',
      falseAlarm: 0.01,
      rows: { reference: 200_000, current: 200_000 },
      tests: 783,
      history: null,
      segments: null,
      changes: [
        {
          column: hostile,
          kind: 'sentinel',
          other: null,
          among: [],
          value: '-1',
          effect: 0.1,
          usual: 0,
          p: 1e-9,
          natural: null,
          season: null,
          also: ['out_of_range'],
          where: [],
          rows: 20_000,
          positions: [0, 5, 10],
          message: `${hostile} holds -1`,
          cause: 'a call that failed',
          remedy: 'send nothing',
        },
      ],
      unmatched: [{ column: 'new', why: 'the reference does not have it' }],
      advice: null,
      silent: [],
      columns: columns.map((column, i) => ({ column, distance: i / 1000, p: 0.5 })),
    },
    compared: columns.map((column) => ({ column, compared: distributionOf({ at: 0, column }) })),
    rows: { reference: 1_000_000, current: 900_000 },
    madeAt: Date.UTC(2026, 0, 1),
  });
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'capstan-drift-'));
  const file = join(folder, 'drift.html');
  beforeAll(async () => {
    writeFileSync(file, text);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it('is at most 500 kB, says what was found first, and fits a telephone, offline', async () => {
    expect(columns).toHaveLength(COLUMNS);
    expect(Buffer.byteLength(text)).toBeLessThan(500_000);
    const page = await (await browser.newContext({ viewport: { width: 400, height: 900 }, offline: true })).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(pathToFileURL(file).href);
    expect(await page.title()).toBe('february beside january');
    expect(complaints).toEqual([]);
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.locator('article').allTextContents()).toEqual([
      expect.stringContaining('the reference does not have it'),
      expect.stringMatching(/holds -1.*a call that failed.*send nothing/s),
    ]);
    expect(await page.locator('.c > section').count()).toBe(COLUMNS);
    expect(await page.locator('.c > section h3').first().textContent()).toContain('changed');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });
});

describe('the report of 200 windows of 100 columns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-report-'));
  const history = historyFixture();
  const hostile = '</style><script>document.title="taken over"</script>';
  const text = renderReport({
    project: 'flights',
    history: { ...history, columns: history.columns.map((one, i) => (i === 3 ? { ...one, column: hostile } : one)) },
    diagnoses: [diagnosisFixture(), diagnosisFixture({ id: 'finding_n', urgency: 'notice', column: hostile, alert: null, held: 0 })],
    distributions: history.columns.map(({ column, group }) => distributionOf({ at: history.windows[0]!.from, column, group })),
    madeAt: Date.UTC(2026, 0, 1),
  });
  const file = join(folder, 'report.html');
  let browser: Browser;
  beforeAll(async () => {
    writeFileSync(file, text);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  it('is at most 500 kB', () => {
    expect([COLUMNS, WINDOWS]).toEqual([100, 200]);
    expect(Buffer.byteLength(text)).toBeLessThan(500_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(100_000);
  });

  it.each(['light', 'dark'] as const)('opens offline in %s, asks for nothing, runs nothing, and draws everything', async (colorScheme) => {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, colorScheme, offline: true });
    const page = await context.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe('flight-delay: 2001-01-01 to 2001-07-20T00:00Z');
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.getByText(hostile).count()).toBeGreaterThan(0);
    expect(await page.locator('.c > section').count()).toBe(COLUMNS);
    expect(await page.locator('article dt').first().textContent()).toBe('Since');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(1200);
    await page.screenshot({ path: `test-results/report-${colorScheme}.png`, fullPage: true });
    if (colorScheme === 'light') await page.pdf({ path: 'test-results/report.pdf' });
    await context.close();
  });
});
