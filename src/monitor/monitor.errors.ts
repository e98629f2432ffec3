import { defineErrors, errorKind, formatInstant, type Problem } from '../kernel/index.ts';

/** Everything that can go wrong in monitoring, with the names and the remedy. */
export const monitorErrors = defineErrors('MONITOR', {
  OPTIONS_INVALID: errorKind<{ problems: readonly Problem[] }>({
    status: 400,
    message: (f) => `the project's \`monitor\` is not valid: ${f.problems.map((p) => `${p.path} ${p.message}`).join('; ')}`,
    remedy: () => 'correct the named members in capstan.config.ts; leave a member out to take its default',
  }),
  NOTHING_HELD: errorKind<{ from: number; to: number }>({
    status: 404,
    message: (f) => `no window that begins from ${formatInstant(f.from)} to before ${formatInstant(f.to)} is quarantined`,
    remedy: () => 'see which are with `capstan quarantine`',
  }),
  COUNTS_MISMATCHED: errorKind<{ release: string; group: string; expected: number; given: number }>({
    status: 500,
    message: (f) => `the ${f.group} counts of release ${f.release} have ${f.given} columns, its reference has ${f.expected}`,
    remedy: () => 'the hourly profiles were made with another reference: let serve rebuild them from the prediction log',
  }),
});
