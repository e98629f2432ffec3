import { oneOf, Type, type ValueOf } from '../kernel/index.ts';

/** What a model that is served can be asked for: which of two labels (the score is the chance of label 1), a number (the score is that number), or one of several classes (the score is the chance of the most probable one). */
export const SERVED_TASKS = ['binary', 'regression', 'multiclass'] as const;
export type ServedTask = (typeof SERVED_TASKS)[number];

/** What is known of a metric that a scope can ask for. */
export interface ScopeMetric<T extends ServedTask = ServedTask> {
  readonly task: T;
  /** As people write it. */
  readonly title: string;
  readonly better: 'higher' | 'lower';
  /** By what tolerances are measured: a difference of values that lie in 0 … 1, or a share of the other value. */
  readonly tolerance: 'difference' | 'share';
  /** How much worse a value is than another, by what tolerances are measured. Negative when it is better. */
  shortfall(value: number, than: number): number;
}

const share = <T extends ServedTask>(task: T, title: string): ScopeMetric<T> => ({
  task,
  title,
  better: 'higher',
  tolerance: 'difference',
  shortfall: (value, than) => than - value,
});

const error = <T extends ServedTask>(task: T, title: string): ScopeMetric<T> => ({
  task,
  title,
  better: 'lower',
  tolerance: 'share',
  shortfall: (value, than) => (value - than) / Math.max(Math.abs(than), Number.MIN_VALUE),
});

/** The metrics that a scope can ask for; each belongs to one task. */
export const SCOPE_METRICS = {
  /** The area under the ROC curve: the chance that a unit whose label is 1 scores higher than one whose label is 0. */
  auc: share('binary', 'AUC'),
  /** The root of the mean squared error, in the outcome's unit. */
  rmse: error('regression', 'RMSE'),
  /** The mean size of the error, in the outcome's unit. */
  mae: error('regression', 'MAE'),
  /** The share of units whose most probable class came true. */
  accuracy: share('multiclass', 'Accuracy'),
  /** The mean over classes of F1, the harmonic mean of precision and recall: a rare class counts as much as a frequent one. */
  macroF1: share('multiclass', 'Macro F1'),
  /** The mean of -log of the probability that was given to the class that came true. */
  logLoss: error('multiclass', 'Log loss'),
} as const satisfies Readonly<Record<string, ScopeMetric>>;
export type ScopeMetricName = keyof typeof SCOPE_METRICS;

/** The metrics of a task. */
export const metricsOf = (task: ServedTask): ScopeMetricName[] => (Object.keys(SCOPE_METRICS) as ScopeMetricName[]).filter((name) => SCOPE_METRICS[name].task === task);

/** Metrics of one task. */
export type MetricOf<T extends ServedTask> = { [N in ScopeMetricName]: (typeof SCOPE_METRICS)[N] extends { readonly task: T } ? N : never }[ScopeMetricName];

export const metricBriefSchema = Type.Object(
  {
    name: oneOf(Object.keys(SCOPE_METRICS) as ScopeMetricName[]),
    title: Type.String({ description: 'as people write it' }),
    better: oneOf(['higher', 'lower']),
    goal: Type.Number({ description: 'the value that the scope asks for' }),
    unit: Type.String({ description: 'what it is counted in; empty for what has no unit' }),
  },
  { description: 'the metric that the scope asks for' },
);

/** A metric and its goal, as pages show them. */
export type MetricBrief = ValueOf<typeof metricBriefSchema>;

/** Describes what a scope asks for. */
export function briefOfMetric({ name, goal, unit = '' }: { readonly name: ScopeMetricName; readonly goal: number; readonly unit?: string }): MetricBrief {
  const { title, better } = aboutMetric(name);
  return { name, title, better, goal, unit };
}

/** What a metric is about. @example aboutMetric('rmse').better // 'lower' */
export const aboutMetric = (name: ScopeMetricName): ScopeMetric => SCOPE_METRICS[name];

/** True when a value is at least as good as another. */
export const asGood = (metric: ScopeMetricName, value: number, as: number): boolean => aboutMetric(metric).shortfall(value, as) <= 0;

/** Why a value cannot be the outcome of a unit; null when it can. */
export function outcomeProblem(task: ServedTask, value: number | string, classes: readonly string[] = []): string | null {
  if (task === 'multiclass') return typeof value === 'string' && classes.includes(value) ? null : `must be one of ${classes.join(', ')}, not ${value}`;
  if (typeof value === 'string') return `must be a number, not the text ${JSON.stringify(value)}`;
  switch (task) {
    case 'binary':
      return value === 0 || value === 1 ? null : `must be 0 or 1, not ${value}`;
    case 'regression':
      return Number.isFinite(value) ? null : `must be a finite number, not ${value}`;
  }
}
