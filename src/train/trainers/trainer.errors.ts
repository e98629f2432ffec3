import { defineErrors, errorKind, type Problem } from '../../kernel/index.ts';

/** What can keep a trainer from training. */
export const trainerErrors = defineErrors('TRAINER', {
  TABLE_UNFIT: errorKind<{ what: string; problems: readonly Problem[] }>({
    status: 422,
    message: (f) =>
      `${f.what} cannot be used: ${f.problems
        .slice(0, 5)
        .map((p) => `${p.path} ${p.message}`)
        .join('; ')}${f.problems.length > 5 ? `; and ${f.problems.length - 5} more` : ''}`,
    remedy: () => 'correct the step that makes the features and labels',
  }),
  TABLE_TOO_LARGE: errorKind<{ rows: number; features: number; bytes: number }>({
    status: 422,
    message: (f) => `${f.rows} rows of ${f.features} features take ${(f.bytes / 2 ** 30).toFixed(1)} GiB in bins; 4 GiB is the most`,
    remedy: () => 'train on a sample (train.maxRows) or on fewer features',
  }),
  TASK_UNFIT: errorKind<{ trainer: string; task: string }>({
    status: 422,
    message: (f) => `${f.trainer} cannot learn a ${f.task}`,
    remedy: () => 'use gradientBoosting, which learns all of them, logisticRegression for labels and classes, linearRegression for numbers, or a commandTrainer',
  }),
  STOPPED: errorKind<{ iteration: number }>({
    status: 499,
    message: (f) => `training was stopped after ${f.iteration} iterations`,
    remedy: () => 'start it again when it is wanted',
  }),
});
