import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../src/kernel/index.ts';
import { launchBrowser, openPage, shadesOf } from './open-page.ts';
import type { OpenPage } from './open-page.ts';
import { overviewFixture } from './overview-fixture.ts';
import { COLUMNS, diagnosisFixture, historyFixture, HOSTILE, START, watchFixture } from './watch-fixture.ts';

/** Clicks a cell in the row of a name until the address says so: while the page is still being laid out, the row may move away from under the pointer. */
async function clickCell(page: Page, name: Locator, address: RegExp): Promise<void> {
  await expect
    .poll(async () => {
      await name.scrollIntoViewIfNeeded();
      const [row, heat] = [(await name.boundingBox())!, (await page.locator('.heat').boundingBox())!];
      await page.mouse.click(heat.x + heat.width - 200, row.y + row.height / 2);
      return page.evaluate('location.hash');
    })
    .toMatch(address);
}

describe('the findings page, with 200 windows of 100 columns', () => {
  let browser: Browser;
  let open: OpenPage;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(() => open.close());

  it('reads like a diagnosis, and draws every window', async () => {
    open = await openPage(browser, overviewFixture(), { at: '#/findings', operations: watchFixture().operations });
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('column_0 constant needs somebody');
    const diagnosis = page.getByRole('article');
    await expect.poll(() => diagnosis.locator('dt').allTextContents()).toEqual(['Where', 'Since', 'How sure', 'Harm', 'Likely cause', 'What to do']);
    await expect
      .poll(() => diagnosis.textContent())
      .toMatch(/raw input column_0 of flight-delay.*18 Jul 2001, in 2 windows, and in the newest.*p < 10⁻⁶.*effect 1\.00 natural ≤ 0\.012.*0\.694 → 0\.561/s);
    await expect.poll(() => page.locator('.heat-name').count()).toBe(COLUMNS + historyFixture().segments.length);
    await expect.poll(() => shadesOf(page, 'main')).toBeGreaterThan(8);
    await expect.poll(() => page.locator('.estimated').count()).toBe(6);
    await expect.poll(() => page.locator('.window-chart .provisional').count()).toBe(8);
    await expect.poll(() => page.getByRole('region', { name: 'Distribution' }).locator('.share').count()).toBe(19);
    const quality = page.getByRole('group', { name: /^AUC of/ });
    await quality.focus();
    await page.keyboard.press('End');
    await expect.poll(() => page.getByRole('tooltip').textContent()).toMatch(/20 Jul 2001|19 Jul 2001/);
    await expect.poll(() => page.getByRole('tooltip').textContent()).toContain('AUC, estimatednot now: data broken');
    await open.picture('findings-light');
    expect(open.complaints).toEqual([]);
  });

  it('opens the distribution of the cell that is clicked, values as bars, missing and unseen apart', async () => {
    open = await openPage(browser, overviewFixture(), { at: '#/findings', operations: watchFixture().operations, colorScheme: 'dark' });
    const { page } = open;
    await clickCell(page, page.locator('.heat-name').nth(1), /#\/findings\?at=\d+&column=column_1&group=input/);
    const panel = page.getByRole('region', { name: 'Distribution' });
    await panel.getByText('missing', { exact: true }).waitFor();
    await expect.poll(() => panel.locator('.share-apart .share-name').allTextContents()).toEqual(['missing', 'unseen']);
    await expect.poll(() => panel.textContent()).toContain('<img src=x');
    await open.picture('findings-dark');
    expect(open.complaints).toEqual([]);
  });

  it('opens the column of a segment that lies farthest, and says where alone a finding is', async () => {
    const where = { column: 'origin', values: ['ATL'], alone: true };
    const { operations } = watchFixture([diagnosisFixture({ column: 'column_3', kind: 'drift', where })]);
    open = await openPage(browser, overviewFixture(), { at: '#/findings', operations });
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await expect.poll(() => page.getByRole('article').textContent()).toContain('only where origin = ATL');
    await expect.poll(() => page.getByRole('region', { name: 'Distribution' }).textContent()).toContain('where origin = ATL');
    await clickCell(page, page.locator('.heat-name', { hasText: 'origin = ORD' }), /column=column_3&group=input&by=origin&segment=ORD/);
    await page.getByRole('region', { name: 'Distribution' }).getByText('where origin = ORD').waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('shows examples as text, whatever they hold', async () => {
    open = await openPage(browser, overviewFixture(), { at: '#/findings?finding=finding_a1', operations: watchFixture().operations });
    const { page } = open;
    await page.locator('summary', { hasText: 'Examples' }).click();
    await page.getByText('p-17').waitFor();
    await page.getByText('2 predictions more than 30 days ahead of all others').waitFor();
    await expect.poll(() => page.locator('.example-value').textContent()).toContain('<img src=x onerror');
    await expect.poll(() => page.locator('.examples td').last().textContent()).toBe('missing');
    await expect.poll(() => page.title()).toBe('Findings · flight-delay');
    await page.locator('summary', { hasText: 'related' }).click();
    await expect.poll(() => page.locator('.related').textContent()).toContain('column_7 drift');
    expect(open.complaints).toEqual([]);
  });

  it('acknowledges, mutes and releases, with a reason for what the ledger keeps', async () => {
    const { operations, changes } = watchFixture();
    open = await openPage(browser, overviewFixture(), { at: '#/findings', operations });
    const { page } = open;
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByRole('button', { name: 'Mute…' }).click();
    await page.getByLabel('for').selectOption('4h');
    await page.getByLabel('because').fill('the feed is repaired tonight');
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByRole('button', { name: 'Release 2 windows…' }).click();
    await page.getByLabel('because').fill('loaded again');
    await open.picture('findings-release', 'window');
    await page.getByRole('button', { name: 'Learn from it again' }).click();
    const { since, until } = diagnosisFixture();
    await expect
      .poll(() => changes)
      .toEqual([
        { name: 'alerts.acknowledge', input: { alert: 'alert_a1' } },
        { name: 'alerts.mute', input: { kind: 'constant', column: 'column_0', for: '4h', why: 'the feed is repaired tonight' } },
        { name: 'quarantine.release', input: { from: since, to: until, why: 'loaded again' } },
      ]);
    expect(open.complaints).toEqual([]);
  });

  it('keeps the form that was opened while an answer was on its way', async () => {
    const { operations, changes } = watchFixture();
    open = await openPage(browser, overviewFixture(), { at: '#/findings', operations });
    const { page } = open;
    let answer = (): void => undefined;
    const isWanted = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/v1/alerts/acknowledge', async (route) => {
      await isWanted;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByRole('button', { name: 'Mute…' }).click();
    await page.getByLabel('because').fill('the feed is repaired tonight');
    const read = page.waitForResponse('**/v1/monitor/diagnoses');
    answer();
    await read;
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await expect.poll(() => changes.map(({ name }) => name)).toEqual(['alerts.acknowledge', 'alerts.mute']);
    expect(changes[1]!.input).toMatchObject({ why: 'the feed is repaired tonight' });
    expect(open.complaints).toEqual([]);
  });

  it('fits a telephone, and answers to the keyboard', async () => {
    open = await openPage(browser, overviewFixture(), { at: '#/findings', operations: watchFixture().operations, viewport: { width: 390, height: 800 } });
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.locator('.heat').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByRole('tooltip').textContent()).toContain('column_1');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('location.hash')).toContain('column=column_1');
    await open.picture('findings-narrow');
    expect(open.complaints).toEqual([]);
  });

  it('says why there is nothing to draw: no labels for what has matured, too few rows in a segment', async () => {
    const { operations } = watchFixture();
    const whole = historyFixture();
    const history = {
      ...whole,
      windows: whole.windows.map((window) => ({ ...window, quality: null, estimate: null, refusal: 'few_rows' as const })),
      farthest: whole.farthest.map((segment, at) => (at === 0 ? segment.map(() => null) : segment)),
    };
    open = await openPage(browser, overviewFixture(), { at: '#/findings', operations: (name, input) => (name === 'monitor.history' ? history : operations(name, input)) });
    const { page } = open;
    await page.locator('.heat canvas').waitFor();
    expect(await page.locator('.track-empty').textContent()).toMatch(/^Too few labels came for the \d+ windows that have matured\. It cannot be estimated either: few rows\.$/);
    const [{ column, value } = { column: '', value: '' }] = whole.segments;
    expect(await page.locator('.heat-silent').textContent()).toBe(`Too few rows to compare by themselves: ${column} = ${value}.`);
    expect(await page.locator('.heat-name').count()).toBe(COLUMNS + whole.segments.length - 1);
    expect(open.complaints).toEqual([]);
  });

  it('shows how each class is told from the rest, and what an older window did not measure as a dash', async () => {
    const figure = (metric: string, value: number) => ({ metric, value, interval: [value - 0.04, value + 0.03] as const });
    const each = ['billing', 'returns', HOSTILE].map((name, at) => ({
      name,
      rows: 400 - 130 * at,
      predicted: 380 - 100 * at,
      metrics: ['precision', 'recall', 'f1', ...(at < 2 ? ['auc'] : [])].map((metric, i) => figure(metric, 0.9 - 0.2 * at + 0.02 * i)),
    }));
    const history = { ...historyFixture(), classes: { window: { from: START, to: START + DAY }, each } };
    const { operations } = watchFixture();
    open = await openPage(browser, overviewFixture(), {
      at: '#/findings',
      operations: (name, input) => (name === 'monitor.history' ? history : operations(name, input)),
      viewport: { width: 390, height: 800 },
    });
    const { page } = open;
    const table = page.locator('.class-table table');
    await table.waitFor();
    expect(await table.locator('thead th').allTextContents()).toEqual(['class', 'came true', 'predicted', 'Precision', 'Recall', 'F1', 'AUC']);
    expect(await table.locator('tbody tr').nth(1).locator('td').allTextContents()).toEqual([
      '270',
      '280',
      ...['0.70', '0.72', '0.74', '0.76'].map((value) => expect.stringContaining(value) as string),
    ]);
    expect(await table.locator('tbody tr').nth(2).textContent()).toMatch(/^<img src=x.*–$/);
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await table.scrollIntoViewIfNeeded();
    await open.picture('classes-narrow', 'window');
    expect(open.complaints).toEqual([]);
  });

  it('opens what the link of an alert names: any finding of a run, rather as itself than as what was found beside another', async () => {
    const beside = {
      finding: 'finding_c1',
      findings: ['finding_c1', 'finding_c2'],
      kind: 'drift',
      column: 'column_9',
      urgency: 'page',
      effect: 0.4,
      natural: 0.1,
      windows: 2,
      message: '…',
    } as const;
    const drifted = diagnosisFixture({ id: 'finding_c1', findings: ['finding_c1', 'finding_c2'], kind: 'drift', column: 'column_9', related: [] });
    const decline = diagnosisFixture({ id: 'finding_d1', findings: ['finding_d1', 'finding_d2', 'finding_d3'], kind: 'performance', column: '*', group: null, related: [] });
    const { operations } = watchFixture([diagnosisFixture({ related: [beside] }), drifted, { ...decline, worst: { ...decline.worst, p: 0.001 } }]);
    open = await openPage(browser, overviewFixture(), { at: '#/findings?finding=finding_c2', operations });
    const { page } = open;
    const current = page.locator('article[aria-current]');
    await expect.poll(() => current.getByRole('heading').allTextContents()).toEqual(['column_9 drift']);
    await page.goto(`${open.server.url}#/findings?finding=finding_d3`);
    await expect.poll(() => current.getByRole('heading').allTextContents()).toEqual(['performance decline']);
    await expect.poll(() => current.textContent()).toContain('said in vain once in 1,000 windows at most');
    expect(await page.getByText('The finding of this link').count()).toBe(0);
    await page.goto(`${open.server.url}#/findings?finding=finding_old`);
    await page.getByText('The finding of this link is not one of the newest 200 windows').waitFor();
    expect(open.complaints).toEqual([]);
  });

  it('keeps the end of long names, which tells columns apart', async () => {
    const whole = historyFixture();
    const history = { ...whole, columns: whole.columns.map((one, i) => (i < 14 ? { ...one, column: `a_sensor_reading_of_the_upper_platform_${i}` } : one)) };
    const { operations } = watchFixture([]);
    open = await openPage(browser, overviewFixture(), {
      at: '#/findings',
      operations: (name, input) => (name === 'monitor.history' ? history : operations(name, input)),
      viewport: { width: 390, height: 800 },
    });
    const { page } = open;
    const name = page.locator('.heat-name', { hasText: 'a_sensor_reading_of_the_upper_platform_13' });
    const [whole13, end] = [(await name.boundingBox())!, (await name.locator('span').last().boundingBox())!];
    expect(await name.locator('span').last().textContent()).toBe('orm_13');
    expect(end.x + end.width).toBeLessThanOrEqual(whole13.x + whole13.width);
    expect(open.complaints).toEqual([]);
  });

  it('is quiet when nothing was found', async () => {
    open = await openPage(browser, overviewFixture(), { at: '#/findings', operations: watchFixture([]).operations });
    await open.page.locator('.heat canvas').waitFor();
    await expect.poll(() => open.page.getByRole('heading', { level: 1 }).textContent()).toBe('All quiet');
    await expect.poll(() => open.page.getByRole('region', { name: 'Findings' }).textContent()).toBe('Nobody was paged.');
    expect(open.complaints).toEqual([]);
  });
});
