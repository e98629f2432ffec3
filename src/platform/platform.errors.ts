import { defineErrors, errorKind } from '../kernel/index.ts';

/** One thing wrong with a configuration, with its place in the file when it could be found. */
export interface ConfigurationProblem {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

const place = (problem: ConfigurationProblem): string => `${problem.file}${problem.line === null ? '' : `:${problem.line}`} ${problem.message}`;

export const platformErrors = defineErrors('PROJECT', {
  NOT_FOUND: errorKind<{ folder: string }>({
    status: 404,
    message: (f) => `there is no capstan.config.ts in ${f.folder}`,
    remedy: () => 'go to a project, name one with --project DIR, or make one with `capstan init`',
  }),
  NEEDED: errorKind<{ named: string; folder: string }>({
    status: 404,
    message: (f) => `${f.named} is no name of a Parquet, Arrow or CSV file, and there is no project in ${f.folder} that could have a dataset, version or run of that name`,
    remedy: () => 'name a file, with its ending, or go to a project, or name one with --project DIR',
  }),
  INVALID: errorKind<{ problems: readonly ConfigurationProblem[] }>({
    status: 422,
    message: (f) => `the project has ${f.problems.length} ${f.problems.length === 1 ? 'problem' : 'problems'}:\n${f.problems.map((p) => `  ${place(p)}`).join('\n')}`,
    remedy: () => 'correct the named lines; `capstan ci` checks the whole project',
  }),
  NO_LOCK_FILE: errorKind<{ folder: string }>({
    status: 422,
    message: (f) => `there is no package-lock.json in ${f.folder} or above it`,
    remedy: () => 'run `npm install` there, so that the environment has a version',
  }),
});
