import { trainErrors } from '../train.errors.ts';
import { checkKey, checkText, refuse } from './check-entries.ts';
import { isLonger, LIMITS, truncate } from './limits.ts';
import type { LogProblem } from './log-problem.ts';
import type { LogBatch } from './tracking-room.ts';

type Metric = NonNullable<LogBatch['metrics']>[number];
type Entry = NonNullable<LogBatch['params']>[number];

/** A batch whose every value can be kept: texts cut to their limits, infinities as the greatest doubles. */
export interface CheckedBatch {
  readonly metrics: readonly Metric[];
  readonly params: readonly Entry[];
  readonly tags: readonly Entry[];
}

/** Checks a batch against MLflow's rules, in MLflow's order. Throws TRAIN_LOG_INVALID with all problems, TRAIN_PARAM_REPEATED. */
export function checkLogBatch(batch: LogBatch): CheckedBatch {
  const { metrics = [], params = [], tags = [] } = batch;
  const problems: LogProblem[] = [];
  metrics.forEach((metric, index) => {
    if (!isPlain(metric)) checkMetric(metric, `metrics[${index}].`, problems);
  });
  const keptParams = checkTexts('params', { entries: params, limit: LIMITS.paramValue }, problems);
  const keptTags = checkTexts('tags', { entries: tags, limit: LIMITS.tagValue }, problems);
  checkCounts({ metrics, params, tags }, problems);
  refuse(problems);
  const keys = params.map((param) => param.key);
  const repeated = keys.filter((key, index) => keys.indexOf(key) !== index);
  if (repeated.length > 0) throw trainErrors.PARAM_REPEATED({ keys: repeated });
  return { metrics: metrics.every((metric) => isKept(metric.value)) ? metrics : metrics.map(keepable), params: keptParams, tags: keptTags };
}

const SIMPLE_KEY = /^[A-Za-z0-9_][\w\- ]{0,200}$/;

/** True for what nearly every metric is: the long way to the same answer is `checkMetric`. */
const isPlain = (metric: Metric): boolean =>
  typeof metric.value === 'number' &&
  Number.isSafeInteger(metric.at) &&
  metric.at >= 0 &&
  Number.isSafeInteger(metric.step) &&
  SIMPLE_KEY.test(metric.key) &&
  metric.model === undefined;

function checkMetric(metric: Metric, path: string, problems: LogProblem[]): void {
  const { key, value, at, step } = metric;
  const about = { metric: { key, value, at } };
  checkKey(key, `${path}name`, problems);
  if (typeof value !== 'number') problems.push({ path: `${path}value`, value, reason: value === undefined || value === null ? 'missing' : 'number', ...about });
  // Whole numbers beyond 2^53 cannot be told apart as JavaScript numbers.
  if (!Number.isSafeInteger(at) || at < 0) problems.push({ path: `${path}timestamp`, value: at, reason: 'timestamp', ...about });
  if (!Number.isSafeInteger(step)) problems.push({ path: `${path}step`, value: step, reason: 'step', ...about });
  if (typeof key === 'string' && isLonger(key, LIMITS.key)) problems.push({ path: 'Metric name', value: key, reason: 'length', limit: LIMITS.key });
  if (metric.datasetName !== undefined) checkText(metric.datasetName, { path: `${path}dataset_name`, limit: LIMITS.datasetName }, problems);
  if (metric.datasetDigest !== undefined) checkText(metric.datasetDigest, { path: `${path}dataset_digest`, limit: LIMITS.datasetDigest }, problems);
}

function checkTexts(kind: 'params' | 'tags', about: { entries: readonly Entry[]; limit: number }, problems: LogProblem[]): readonly Entry[] {
  return about.entries.map(({ key, value }, index) => {
    const path = `${kind}[${index}]`;
    checkKey(key, `${path}.key`, problems);
    if (typeof key === 'string' && isLonger(key, LIMITS.key))
      problems.push({ path: kind === 'params' ? 'Param key' : `${path}.key`, value: key, reason: 'length', limit: LIMITS.key });
    if (typeof value !== 'string') problems.push({ path: `${path}.value`, value, reason: 'missing' });
    else if (value.includes('\0')) problems.push({ path: `${path}.value`, value, reason: 'nul' });
    // Half of a surrogate pair cannot be stored as it is; what is stored must be what a second try is compared with.
    return { key, value: typeof value === 'string' ? truncate(Buffer.from(value).toString(), about.limit) : value };
  });
}

function checkCounts(batch: { readonly [K in 'metrics' | 'params' | 'tags']: readonly unknown[] }, problems: LogProblem[]): void {
  const { metrics, params, tags } = batch;
  const check = (path: string, value: number, limit: number): void => {
    if (value > limit) problems.push({ path, value, reason: 'count', limit });
  };
  check('metrics', metrics.length, LIMITS.metricsAtOnce);
  check('params', params.length, LIMITS.paramsAtOnce);
  check('tags', tags.length, LIMITS.tagsAtOnce);
  // What has too much of one kind has been told so.
  if (!problems.some((problem) => problem.reason === 'count')) check('metrics, params, and tags', metrics.length + params.length + tags.length, LIMITS.entriesAtOnce);
}

/** True of a value that the record store gives back as it is: no infinity, no negative zero. */
const isKept = (value: number): boolean => (Number.isFinite(value) && (value !== 0 || !Object.is(value, -0))) || Number.isNaN(value);

const keepable = (metric: Metric): Metric => ({
  ...metric,
  value: Number.isNaN(metric.value) ? Number.NaN : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, metric.value)) + 0,
});
