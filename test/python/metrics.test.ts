import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeOpenMetrics } from '../../src/server/metrics/write-open-metrics.ts';

// What is written is read by the parser of Prometheus's own Python client, which refuses what OpenMetrics does not allow.

const folder = mkdtempSync(join(tmpdir(), 'capstan-metrics-'));
afterAll(() => rmSync(folder, { recursive: true }));

const READ = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
print(json.dumps([[f.name, f.type, [[s.name, s.labels, s.value] for s in f.samples]] for f in text_string_to_metric_families(open(sys.argv[1]).read())]))
`;

it('is OpenMetrics to prometheus_client 0.26, hostile labels included', () => {
  execFileSync('python3', ['-m', 'venv', folder]);
  execFileSync(join(folder, 'bin/pip'), ['install', '--quiet', 'prometheus_client==0.26.*']);
  const hostile = 'a "quoted"\\ back\nslash {le="1"} # EOF';
  const text = writeOpenMetrics([
    { name: 'requests', type: 'counter', help: 'With a \\ and\na line.', samples: [{ labels: { column: hostile }, value: 3 }] },
    { name: 'distance', type: 'gauge', help: 'Far.', samples: [{ value: 0.25 }] },
    { name: 'seconds', type: 'histogram', help: 'Long.', samples: [{ labels: { of: 'x' }, value: { bounds: [0.1, 1], counts: [2, 5], count: 6, sum: 4.5 } }] },
    { name: 'nothing', type: 'gauge', help: 'Left out.', samples: [] },
  ]);
  writeFileSync(join(folder, 'metrics.txt'), text);
  expect(JSON.parse(execFileSync(join(folder, 'bin/python'), ['-c', READ, join(folder, 'metrics.txt')], { encoding: 'utf8' }))).toEqual([
    ['requests', 'counter', [['requests_total', { column: hostile }, 3]]],
    ['distance', 'gauge', [['distance', {}, 0.25]]],
    [
      'seconds',
      'histogram',
      [
        ['seconds_bucket', { of: 'x', le: '0.1' }, 2],
        ['seconds_bucket', { of: 'x', le: '1.0' }, 5],
        ['seconds_bucket', { of: 'x', le: '+Inf' }, 6],
        ['seconds_count', { of: 'x' }, 6],
        ['seconds_sum', { of: 'x' }, 4.5],
      ],
    ],
  ]);
});
