import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestMeans } from '../../test/fixtures/make-candidate.ts';
import type { Means } from '../store/index.ts';
import { findFindings } from './findings.store.ts';
import { findWindows } from './windows.store.ts';
import { monitorMigrations } from './monitor-tables.store.ts';

// Records as they were written while AUC was the only metric.

let means: Means & { close(): Promise<void> };
beforeAll(async () => {
  means = await openTestMeans(monitorMigrations);
});
afterAll(async () => {
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

const key = { project: 'test', deployment: 'orders' };
const write = (table: string, row: object): Promise<unknown> =>
  means.db
    .tables<Record<string, object>>()
    .insertInto(table as never)
    .values(row as never)
    .execute();

it('a window says its AUC as its quality', async () => {
  const performance = [
    { role: 'champion', auc: 0.71, aucInterval: [0.68, 0.74] },
    { role: 'shadow', auc: null, aucInterval: null },
  ];
  const counts = { state: 'matured', quarantined: 0, predictions: 0, refused: 0, flagged: 0 };
  await write('monitor_windows', { ...key, ...counts, from_at: 0, to_at: 1, body: JSON.stringify({ performance }) });
  const [window] = await findWindows(means, 'orders');
  expect(window!.performance.map((one) => one.quality)).toEqual([
    { metric: 'auc', value: 0.71, interval: [0.68, 0.74] },
    { metric: 'auc', value: null, interval: null },
  ]);
});

it('a finding says what its harm was measured by', async () => {
  const harm = { auc: 0.56, referenceAuc: 0.68, costPerUnit: 0.03, cost: 51 };
  for (const [id, told] of [
    ['a', harm],
    ['b', null],
  ] as const)
    await write('monitor_findings', { ...key, id, window_from: 0, urgency: 'page', body: JSON.stringify({ id, harm: told }) });
  expect((await findFindings(means, 'orders')).map((finding) => finding.harm)).toEqual([{ metric: 'AUC', quality: 0.56, reference: 0.68, costPerUnit: 0.03, cost: 51 }, null]);
});
