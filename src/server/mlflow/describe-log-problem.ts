import type { LogProblem } from '../../platform/index.ts';
import { unreachable } from '../../kernel/index.ts';
import { pythonFloat, pythonJson, pythonNormpath, pythonRepr } from './python-text.ts';

const CHARACTERS = 'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).';
const PATH = 'Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to ';

/** What is wrong with something that was to be logged, in MLflow's words. */
export function describeLogProblem(problem: LogProblem): string {
  const { path, value, reason, limit, metric } = problem;
  const invalid = (why: string): string => `Invalid value ${pythonJson(value)} for parameter '${path}' supplied: ${why}`;
  switch (reason) {
    case 'missing':
      return `Missing value for required parameter '${path}'.`;
    case 'characters':
      return invalid(CHARACTERS);
    case 'path':
      return invalid(`${PATH}${pythonRepr(pythonNormpath(String(value)))}`);
    case 'length':
      return `'${path}' exceeds the maximum length of ${limit} characters`;
    case 'number':
      return invalid(`(timestamp=${String(metric?.at)}). Please specify value as a valid double (64-bit floating point)`);
    case 'timestamp':
      return invalid(`${aboutMetric(metric)}Timestamp must be a nonnegative long (64-bit integer) `);
    case 'step':
      return invalid(`${aboutMetric(metric)}Step must be a valid long (64-bit integer).`);
    case 'nul':
      return `'${path}' cannot contain NUL (0x00) characters`;
    case 'count':
      return `A batch logging request can contain at most ${limit} ${path}. Got ${String(value)} ${path}. Please split up ${path} across multiple requests and try again.`;
    case 'model name': {
      const name = typeof value === 'string' ? pythonRepr(value) : 'None';
      return `Invalid model name (${name}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`;
    }
    default:
      return unreachable(reason);
  }
}

const aboutMetric = (metric: LogProblem['metric']): string =>
  metric === undefined ? '' : `metric '${metric.key}' (value=${typeof metric.value === 'number' ? pythonFloat(metric.value) : String(metric.value)}). `;
