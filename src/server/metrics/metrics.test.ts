import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { liveThrough, serveDay, toFeedback, toRequest } from '../../../test/tiny-project/live-through.ts';
import { openTinyPlatform } from '../../../test/tiny-project/open-tiny-platform.ts';
import { day, FLIP, ordersOf, ROWS_A_DAY } from '../../../test/tiny-project/world.ts';
import { writeTinyProject } from '../../../test/tiny-project/write-tiny-project.ts';
import { DAY } from '../../kernel/index.ts';
import type { Platform } from '../../platform/index.ts';
import { createClient } from '../../sdk/index.ts';
import { startServer } from '../index.ts';
import { collectMetrics } from './collect-metrics.ts';
import { createRequestMeter } from './request-meter.ts';
import { writeOpenMetrics } from './write-open-metrics.ts';

const TOKEN = 'a-token-of-more-than-twenty-characters';
let root: string;
let platform: Platform;

beforeAll(async () => {
  root = await writeTinyProject({ loop: `{ retrain: { calibrationGap: 1, maxAgeDays: 900 } }` });
  const config = join(root, 'capstan.config.ts');
  const text = await readFile(config, 'utf8');
  expect(text).toContain('pageEffect: 0.3 }');
  await writeFile(config, text.replace('pageEffect: 0.3 }', `pageEffect: 0.3, segments: ['segment'] }`));
  platform = await openTinyPlatform(root);
  const made = await platform.loop.makeRelease({ asOf: day(FLIP), actor: 'ann', why: 'the first', since: day(0) });
  await platform.loop.place(made.release!, { at: day(FLIP), actor: 'ann' });
  for (const [n, poisoned] of [
    [FLIP, false],
    [FLIP + 1, false],
    [FLIP + 2, true],
  ] as const)
    await serveDay(platform.serve, n, poisoned);
  await platform.loop.advance(day(FLIP + 3));
});
afterAll(async () => {
  await platform.close();
  await rm(root, { recursive: true });
});

it('tells Prometheus what was answered, found and measured, to those who may read', async () => {
  const server = await startServer(platform, { port: 0, version: '0', token: TOKEN });
  try {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
    const client = createClient({ url: server.url, token: TOKEN });
    const orders = ordersOf(FLIP + 3).slice(0, 5);
    await client.predict(orders.map((order) => toRequest(order)));
    await client.predict([{ unitKey: 'refused', inputs: { value: -1, noise: 0.5, segment: 'home' } }]);
    await client.feedback(orders.map(toFeedback));
    const answer = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(answer.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const lines = (await answer.text()).split('\n');
    expect(lines.at(-2)).toBe('# EOF');
    expect(lines).toEqual(
      expect.arrayContaining([
        'capstan_predictions_total{deployment="orders",outcome="decided"} 5.0',
        'capstan_predictions_total{deployment="orders",outcome="refused"} 1.0',
        'capstan_labels_total{deployment="orders"} 5.0',
        'capstan_prediction_seconds_count{deployment="orders"} 2',
        'capstan_prediction_seconds_bucket{deployment="orders",le="+Inf"} 2',
        '# UNIT capstan_prediction_seconds seconds',
        'capstan_alerts{deployment="orders",kind="constant",state="open"} 1.0',
        'capstan_alerts{deployment="orders",kind="performance",state="open"} 0.0',
        'capstan_windows_held{deployment="orders"} 1.0',
        'capstan_findings{deployment="orders",kind="constant",urgency="page"} 1.0',
        'capstan_findings{deployment="orders",kind="missing",urgency="page"} 0.0',
        `capstan_window_end_seconds{deployment="orders"} ${(day(FLIP + 3) / 1000).toFixed(1)}`,
        `capstan_window_predictions{deployment="orders",outcome="decided"} ${ROWS_A_DAY}.0`,
        `capstan_log_unsealed_predictions{deployment="orders"} ${3 * ROWS_A_DAY + 6}.0`,
      ]),
    );
    expect(lines.find((line) => line.startsWith('capstan_drift_distance{deployment="orders",column="value",group="input"} '))).toMatch(/ 0\.\d+$/);
    const segments = lines.filter((line) => line.startsWith('capstan_segment_predictions{deployment="orders",by="segment",segment="'));
    expect(segments.length).toBeGreaterThan(1);
    expect(segments.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(ROWS_A_DAY);
    expect(lines.filter((line) => line.startsWith('capstan_segment_usual_share{'))).toHaveLength(segments.length);
    expect(lines.find((line) => line.startsWith('capstan_quality{deployment="orders",role="champion"'))).toMatch(/metric="auc"\} 0\.\d+$/);
    expect(lines.find((line) => line.startsWith('capstan_auc{deployment="orders",role="champion"'))).toMatch(/ 0\.\d+$/);
  } finally {
    await server.close();
  }
});

it('tells of a decline, which a window shows when it has matured', async () => {
  const folder = await writeTinyProject({ loop: `{ retrain: { calibrationGap: 1, maxAgeDays: 900 } }` });
  const config = join(folder, 'capstan.config.ts');
  // Windows of two days have labels enough.
  await writeFile(config, (await readFile(config, 'utf8')).replace('pageEffect: 0.3 }', `pageEffect: 0.3, window: ${2 * DAY} }`));
  const declining = await openTinyPlatform(folder);
  try {
    const made = await declining.loop.makeRelease({ asOf: day(FLIP), actor: 'ann', why: 'the first', since: day(0) });
    await declining.loop.place(made.release!, { at: day(FLIP), actor: 'ann' });
    await liveThrough(declining, { from: FLIP, to: FLIP + 12 });
    const lines = writeOpenMetrics(await collectMetrics(declining, createRequestMeter())).split('\n');
    expect(lines).toContain('capstan_alerts{deployment="orders",kind="performance",state="open"} 1.0');
    expect(lines).toContain('capstan_findings{deployment="orders",kind="performance",urgency="page"} 1.0');
  } finally {
    await declining.close();
    await rm(folder, { recursive: true });
  }
});

it('counts latencies in cumulative buckets', () => {
  const meter = createRequestMeter();
  for (const milliseconds of [0.2, 0.5, 3, 9_000]) meter.answered([], milliseconds);
  const { bounds, counts, count, sum } = meter.latency();
  expect(counts).toEqual(bounds.map((bound) => [0.0002, 0.0005, 0.003, 9].filter((seconds) => seconds <= bound).length));
  expect([count, sum]).toEqual([4, 9.0037]);
});

it('escapes what stands in labels', () => {
  expect(writeOpenMetrics([{ name: 'x', type: 'gauge', help: 'y', samples: [{ labels: { a: 'b"\\\n' }, value: 1 }] }])).toBe(
    '# TYPE x gauge\n# HELP x y\nx{a="b\\"\\\\\\n"} 1.0\n# EOF\n',
  );
});
