import type { LogBatchMessage, LogMetricMessage } from './log-endpoints.ts';

// Nearly every log-batch is as a client writes it: then it can be taken as it is. Anything else, right or wrong, is read field by field.

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';

function isUsualMetric(metric: Partial<Record<keyof LogMetricMessage, unknown>> | null | undefined): boolean {
  return (
    typeof metric === 'object' &&
    metric !== null &&
    isText(metric.key) &&
    typeof metric.value === 'number' &&
    Number.isSafeInteger(metric.timestamp) &&
    (metric.step === undefined || Number.isSafeInteger(metric.step)) &&
    isTextOrNone(metric.model_id) &&
    isTextOrNone(metric.dataset_name) &&
    isTextOrNone(metric.dataset_digest)
  );
}

const isUsualEntry = (entry: { key?: unknown; value?: unknown } | null | undefined): boolean =>
  typeof entry === 'object' && entry !== null && isText(entry.key) && isTextOrNone(entry.value);

/** True for a log-metric in the usual form. */
export const isUsualLogMetric = (body: Readonly<Record<string, unknown>>): body is LogMetricMessage & Record<string, unknown> => isText(body['run_id']) && isUsualMetric(body);

/** True for a log-batch in the usual form. */
export const isUsualLogBatch = (body: Readonly<Record<string, unknown>>): body is LogBatchMessage & Record<string, unknown> =>
  isText(body['run_id']) && isListOf(body['metrics'], isUsualMetric) && isListOf(body['params'], isUsualEntry) && isListOf(body['tags'], isUsualEntry);

const isListOf = (value: unknown, isOne: (one: never) => boolean): boolean => value === undefined || (Array.isArray(value) && value.every(isOne as (one: unknown) => boolean));
