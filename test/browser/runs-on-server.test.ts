import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracking, type TrackingPlatform } from '../../src/platform/index.ts';
import { startServer } from '../../src/server/index.ts';
import { type ServedPage, servePage } from './on-server.ts';
import { shadesOf } from './open-page.ts';

describe('the pages about runs, on a real server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'capstan-runs-'));
  const ids: string[] = [];
  let platform: TrackingPlatform;
  let served: ServedPage;
  let page: Page;

  beforeAll(async () => {
    platform = await openTracking(join(folder, '.capstan'));
    const { no } = await platform.tracking.experiments.create({ name: 'flights' });
    const parent = await platform.tracking.runs.create({ experiment: no, name: 'sweep', startedAt: 1_000_000 });
    for (const depth of [3, 4, 6]) {
      const { info } = await platform.tracking.runs.create({
        experiment: no,
        name: `depth ${depth}`,
        startedAt: 1_000_000 + depth,
        tags: { 'mlflow.parentRunId': parent.info.id },
      });
      ids.push(info.id);
      const metrics = Array.from({ length: 50 }, (_, step) => ({ key: 'val auc', value: 0.6 + 0.01 * depth - 0.2 / (step + 2), at: 1_000_000 + 1000 * step, step }));
      await platform.tracking.runs.log(info.id, { metrics, params: [{ key: 'depth', value: String(depth) }], tags: [{ key: 'note', value: '<b onclick="alert(1)">bold</b>' }] });
      await platform.tracking.runs.update(info.id, { status: 'FINISHED', endedAt: 1_060_000 });
    }
    const put = (name: string, text: string) =>
      platform.artifacts.put(
        `${no}/${ids[0]!}/artifacts/${name}`,
        (async function* () {
          yield await Promise.resolve(Buffer.from(text));
        })(),
      );
    await put('table.csv', 'step,auc\n1,0.61\n');
    await put('report/index.html', '<script>document.title = "taken over"</script><p>Hello</p>');
    served = await servePage(platform, 1440);
    page = served.page;
  });
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true });
  });

  it('lead from the table to a comparison', async () => {
    await page.goto(`${served.url}/#/runs`);
    await page.getByRole('button', { name: /3 nested in sweep/ }).click();
    await page.getByRole('link', { name: 'depth 6' }).waitFor();
    await expect.poll(() => page.locator('.runs-tools > p').textContent()).toBe('1 top-level run');
    for (const name of ['depth 3', 'depth 6']) await page.getByRole('checkbox', { name: `Choose ${name}` }).click();
    await page.getByRole('link', { name: 'Compare 2 runs' }).click();
    await page.locator('.curve canvas').waitFor();
    await expect.poll(() => page.getByRole('region', { name: 'Parameters' }).locator('tbody').textContent()).toBe('depth36');
    await expect.poll(() => shadesOf(page, '.curve')).toBeGreaterThan(8);
    expect(served.complaints).toEqual([]);
  });

  it('find runs by the search language, keys with spaces included, and by plain words', async () => {
    const box = page.getByRole('searchbox', { name: 'Search runs' });
    await page.goto(`${served.url}/#/runs`);
    await box.fill("metrics.`val auc` > 0.62 AND (params.depth = '4' OR params.depth IN ('6'))");
    await box.press('Enter');
    await expect.poll(() => page.locator('tbody .stick-name a').allTextContents()).toEqual(['depth 6', 'depth 4']);
    await box.fill('depth 3');
    await box.press('Enter');
    await expect.poll(() => page.locator('tbody .stick-name a').allTextContents()).toEqual(['depth 3']);
    await page.getByRole('columnheader', { name: 'val auc' }).getByRole('button').click();
    await expect.poll(() => page.getByRole('columnheader', { name: 'val auc' }).getAttribute('aria-sort')).toBe('descending');
    expect(served.complaints).toEqual([]);
  });

  it('show files, and run none of them', async () => {
    await page.goto(`${served.url}/#/run/${ids[0]!}?tab=artifacts`);
    await page.getByRole('button', { name: /table\.csv/ }).click();
    await expect.poll(() => page.locator('.artifact-table').textContent()).toBe('stepauc10.61');
    await page.getByRole('button', { name: 'report' }).click();
    await page.getByRole('button', { name: /index\.html/ }).click();
    await expect.poll(() => page.locator('.artifact-text').textContent()).toContain('<script>');
    await expect.poll(() => page.title()).toBe('depth 3 · Capstan');
    await page.getByRole('link', { name: 'Overview' }).click();
    await expect.poll(() => page.getByRole('region', { name: 'Tags' }).textContent()).toContain('<b onclick');
    expect(served.complaints).toEqual([]);
  });

  it('delete what was chosen, and bring it back', async () => {
    await page.goto(`${served.url}/#/runs?filter=depth%203`);
    await page.getByRole('checkbox', { name: 'Choose depth 3' }).click();
    await page.getByRole('button', { name: 'Delete 1' }).click();
    await page.getByText('No run is like that.').waitFor();
    await page.goto(`${served.url}/#/runs?view=deleted`);
    await page.getByRole('checkbox', { name: 'Choose depth 3' }).click();
    await page.getByRole('button', { name: 'Restore 1' }).click();
    await page.getByText('No run is like that.').waitFor();
    expect((await platform.tracking.runs.get(ids[0]!)).info.lifecycle).toBe('active');
  });

  it('ask for the token of a guarded server, once', async () => {
    const token = 'a-token-of-more-than-twenty-characters';
    const guarded = await startServer(platform, { port: 0, version: '0', token });
    await page.goto(`${guarded.url}/#/run/${ids[0]!}?tab=artifacts`);
    await page.getByLabel('Token').fill('not the token at all');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('That is not the token').waitFor();
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    // Files come by plain addresses: the browser sends what it was left with.
    await page.getByRole('button', { name: /table\.csv/ }).click();
    await expect.poll(() => page.locator('.artifact-table').textContent()).toBe('stepauc10.61');
    await page.reload();
    await page.getByRole('button', { name: /table\.csv/ }).waitFor();
    expect(await page.evaluate('document.cookie')).toBe('');
    await guarded.close();
  });
});
