/** Why a value is refused: a closed set, so that every door can say it in its own words. */
export const LOG_REASONS = ['missing', 'characters', 'path', 'length', 'number', 'timestamp', 'step', 'nul', 'count', 'model name'] as const;
export type LogReason = (typeof LOG_REASONS)[number];

/** One thing that is wrong with what was to be logged. */
export interface LogProblem {
  /** Where: `metrics[3].name`, `params[0].key`, `datasets[1].digest`, `name`; for `count` what there is too much of. */
  readonly path: string;
  readonly value: unknown;
  readonly reason: LogReason;
  /** The most that is allowed, of `length` and `count`. */
  readonly limit?: number;
  /** The metric whose value, timestamp or step is wrong. */
  readonly metric?: { readonly key: string; readonly value: unknown; readonly at: unknown };
}

/** A problem as a sentence. */
export function describeProblem(problem: LogProblem): string {
  const { path, reason, limit } = problem;
  if (reason === 'count') return `${String(problem.value)} ${path} at once are more than ${limit}`;
  if (reason === 'length') return `${path} is longer than ${limit} characters`;
  if (reason === 'missing') return `${path} is missing`;
  const text = JSON.stringify(problem.value) ?? String(problem.value);
  return `${path} is ${text.length > 80 ? `${text.slice(0, 80)}…` : text}: ${RULES[reason]}`;
}

const RULES: Readonly<Record<Exclude<LogReason, 'count' | 'length' | 'missing'>, string>> = {
  characters: 'a key has letters, digits, and _ - . : / and spaces',
  path: 'a key must not be another one when it is read as a path',
  number: 'a value is a number',
  timestamp: 'a timestamp is a whole number of milliseconds from 0',
  step: 'a step is a whole number',
  nul: 'a text has no NUL character',
  'model name': 'a model name is not empty and has none of / : . % " \'',
};
