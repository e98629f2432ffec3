import { expect, it } from 'vitest';
import type { LogProblem } from '../../platform/index.ts';
import { describeLogProblem } from './describe-log-problem.ts';

it.each<[LogProblem, string]>([
  [
    { path: 'metrics[0].name', value: 'a%b', reason: 'characters' },
    `Invalid value "a%b" for parameter 'metrics[0].name' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
  ],
  [
    { path: 'key', value: 'a/../b', reason: 'path' },
    `Invalid value "a/../b" for parameter 'key' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to 'b'`,
  ],
  [{ path: 'Metric name', value: 'k', reason: 'length', limit: 250 }, `'Metric name' exceeds the maximum length of 250 characters`],
  [
    { path: 'timestamp', value: -1, reason: 'timestamp', metric: { key: 'm', value: 1, at: -1 } },
    `Invalid value -1 for parameter 'timestamp' supplied: metric 'm' (value=1.0). Timestamp must be a nonnegative long (64-bit integer) `,
  ],
  [
    { path: 'metrics', value: 1001, reason: 'count', limit: 1000 },
    'A batch logging request can contain at most 1000 metrics. Got 1001 metrics. Please split up metrics across multiple requests and try again.',
  ],
  [
    { path: 'name', value: 'a/b', reason: 'model name' },
    `Invalid model name ('a/b') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
  ],
])('%j is told in MLflow’s words', (problem, told) => expect(describeLogProblem(problem)).toBe(told));
