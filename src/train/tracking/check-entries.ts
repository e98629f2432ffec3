import { posix } from 'node:path';
import { trainErrors } from '../train.errors.ts';
import type { Tags } from './experiment.ts';
import { isLonger, LIMITS } from './limits.ts';
import type { LogProblem } from './log-problem.ts';

const ALLOWED = /^[/\p{L}\p{N}_.\- :]*$/u;
/** What most keys are: allowed, and the same when read as a path. */
const PLAIN = /^[A-Za-z0-9_][\w\- :]*$/;

/** Notes what is wrong with the key of a metric, param or tag: MLflow's rules, since its clients may keep them as files. */
export function checkKey(key: unknown, path: string, problems: LogProblem[]): void {
  if (typeof key === 'string' && PLAIN.test(key)) return;
  if (typeof key !== 'string') problems.push({ path, value: key, reason: 'missing' });
  else if (!ALLOWED.test(key)) problems.push({ path, value: key, reason: 'characters' });
  else if (isAnotherPath(key)) problems.push({ path, value: key, reason: 'path' });
}

const isAnotherPath = (key: string): boolean => posix.normalize(key) !== key || key === '.' || key.startsWith('..') || key.startsWith('/') || key.endsWith('/');

/** False for a text that no record holds, so that nothing is found under it. */
export const isStorable = (text: string): boolean => !text.includes('\0');

/** Notes a text that is too long, or that the record store cannot hold. */
export function checkText(text: string, about: { path: string; limit: number }, problems: LogProblem[]): void {
  const { path, limit } = about;
  if (typeof text !== 'string') problems.push({ path, value: text, reason: 'missing' });
  else if (isLonger(text, limit)) problems.push({ path, value: text, reason: 'length', limit });
  else if (!isStorable(text)) problems.push({ path, value: text, reason: 'nul' });
}

/** Notes what is wrong with the tags of an experiment. */
export function checkExperimentTags(tags: Tags, problems: LogProblem[]): void {
  for (const [key, value] of Object.entries(tags)) {
    checkKey(key, 'key', problems);
    checkText(key, { path: 'key', limit: LIMITS.key }, problems);
    checkText(value, { path: 'value', limit: LIMITS.experimentTagValue }, problems);
  }
}

/** Throws TRAIN_LOG_INVALID with all problems, when there are any. */
export function refuse(problems: readonly LogProblem[]): void {
  if (problems.length > 0) throw trainErrors.LOG_INVALID({ problems });
}
