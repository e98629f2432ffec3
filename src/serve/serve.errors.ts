import { defineErrors, errorKind, type Problem, shortDigest } from '../kernel/index.ts';

/** Everything that can go wrong in serving, with the names and the remedy. */
export const serveErrors = defineErrors('SERVE', {
  NOT_DEPLOYED: errorKind<{ deployment: string }>({
    status: 503,
    message: (f) => `the deployment ${f.deployment} has no champion yet`,
    remedy: () => 'train and release a model first (`capstan run`), or deploy a release (`capstan deploy`)',
  }),
  OUTCOME_INVALID: errorKind<{ deployment: string; problems: readonly Problem[] }>({
    status: 400,
    message: (f) =>
      `outcomes that ${f.deployment} cannot have: ${f.problems
        .slice(0, 5)
        .map((p) => `${p.path} ${p.message}`)
        .join('; ')}${f.problems.length > 5 ? `; and ${f.problems.length - 5} more` : ''}`,
    remedy: () => 'send 0 or 1 for a question with two answers, a finite number for a question for one, the name of a class for one of several; nothing was logged',
  }),
  POLICY_INVALID: errorKind<{ deployment: string; problems: readonly Problem[] }>({
    status: 422,
    message: (f) => `the traffic policy of ${f.deployment} is not valid: ${f.problems.map((p) => `${p.path} ${p.message}`).join('; ')}`,
    remedy: () => 'correct the named members; nothing was changed',
  }),
  POLICY_CONTENDED: errorKind<{ deployment: string; version: number }>({
    status: 409,
    message: (f) => `the traffic policy of ${f.deployment} was changed by another at the same time (it is at version ${f.version} now)`,
    remedy: () => 'look at the deployment and try again',
  }),
  NOTHING_TO_ROLL_BACK: errorKind<{ deployment: string; champion: string }>({
    status: 409,
    message: (f) => `${f.deployment} has no champion before ${shortDigest(f.champion)}`,
    remedy: () => 'deploy another release by its id',
  }),
  LOG_CORRUPT: errorKind<{ segment: string; offset: number; reason: string }>({
    status: 500,
    message: (f) => `the prediction log is damaged: ${f.segment} at byte ${f.offset}: ${f.reason}`,
    remedy: () => 'nothing was skipped or cut; bring the segment back from a backup, or move it away to go on without its predictions',
  }),
  LOG_UNWRITABLE: errorKind<{ segment: string; reason: string }>({
    status: 507,
    message: (f) => `the prediction log cannot be written: ${f.segment}: ${f.reason}`,
    remedy: () => 'free space or mend the disk; no answer was given that is not in the log, and serving goes on as soon as it can be written',
  }),
  CLOSED: errorKind<Record<string, never>>({
    status: 503,
    message: () => 'serving is closing and takes no more requests',
    remedy: () => 'try again when the server is up',
  }),
  INTERVAL_UNALIGNED: errorKind<{ from: number; to: number }>({
    status: 400,
    message: (f) => `counts are kept by the hour; ${new Date(f.from).toISOString()} to ${new Date(f.to).toISOString()} is not made of whole hours`,
    remedy: () => 'ask for an interval that begins and ends at a full hour, UTC',
  }),
});
