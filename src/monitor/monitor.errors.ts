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
  WINDOW_UNKNOWN: errorKind<{ at: number }>({
    status: 404,
    message: (f) => `no window has closed that ${formatInstant(f.at)} lies in`,
    remedy: () => 'see which have with `capstan monitor windows`',
  }),
  COLUMN_UNKNOWN: errorKind<{ column: string; known: readonly string[] }>({
    status: 404,
    message: (f) => `the reference of that window has no column ${JSON.stringify(f.column)}`,
    remedy: (f) => `ask for one of: ${f.known.join(', ')}`,
  }),
  SEGMENT_UNKNOWN: errorKind<{ segment: string; known: readonly string[] }>({
    status: 404,
    message: (f) => `the reference of that window has no segment ${f.segment} by itself`,
    remedy: (f) => (f.known.length === 0 ? 'name inputs in `monitor.segments` and make a release' : `ask for one of: ${f.known.join(', ')}`),
  }),
  EVALUATION_INVALID: errorKind<{ task: string; problem: string; option: string }>({
    status: 400,
    message: (f) => `predictions of the task ${f.task} cannot be measured: ${f.problem}`,
    remedy: (f) => `say it with \`${f.option}\`; the reference of \`capstan monitor evaluate\` has what each task needs`,
  }),
  COLUMNS_MISSING: errorKind<{ table: string; columns: readonly string[]; known: readonly string[] }>({
    status: 422,
    message: (f) => `${f.table} has no ${f.columns.length === 1 ? 'column' : 'columns'} ${f.columns.join(', ')}`,
    remedy: (f) => `name columns that it has: ${f.known.join(', ')}`,
  }),
  FINDING_UNKNOWN: errorKind<{ finding: string }>({
    status: 404,
    message: (f) => `there is no finding ${f.finding}`,
    remedy: () => 'see what was found with `capstan monitor findings`',
  }),
  ALERT_UNKNOWN: errorKind<{ alert: string }>({
    status: 404,
    message: (f) => `there is no alert ${f.alert}`,
    remedy: () => 'see which there are with `capstan alerts`',
  }),
  ALERT_NOT_OPEN: errorKind<{ alert: string; state: string }>({
    status: 409,
    message: (f) => `alert ${f.alert} is ${f.state}`,
    remedy: () => 'an open one can be acknowledged; see which are with `capstan alerts`',
  }),
  MUTE_PAST: errorKind<{ until: number }>({
    status: 400,
    message: (f) => `${formatInstant(f.until)} has passed`,
    remedy: () => 'mute until a time to come, or for a while: `--for 12h`',
  }),
  MUTE_UNKNOWN: errorKind<{ mute: string }>({
    status: 404,
    message: (f) => `no mute ${f.mute} holds`,
    remedy: () => 'see which do with `capstan alerts mutes`',
  }),
  NOT_DEPLOYED: errorKind<Record<string, never>>({
    status: 409,
    message: () => 'nothing is deployed yet, so that there are no alerts',
    remedy: () => 'make a first release with `capstan run --release`',
  }),
  SECRET_MISSING: errorKind<{ variable: string }>({
    status: 409,
    message: (f) => `the environment variable ${f.variable} is not set`,
    remedy: (f) => `set ${f.variable} where the server runs; the project's \`alerts\` name it`,
  }),
  TARGET_UNKNOWN: errorKind<{ target: string; known: readonly string[] }>({
    status: 404,
    message: (f) => `the project's alerts have no target ${f.target}`,
    remedy: (f) => (f.known.length > 0 ? `ask for one of: ${f.known.join(', ')}` : 'name targets in the project: alerts: { to: [...] }'),
  }),
  TARGET_UNREACHABLE: errorKind<{ target: string; reason: string }>({
    status: 502,
    message: (f) => `the alert target ${f.target} cannot be reached: ${f.reason}`,
    remedy: () => "check its address in the project's `alerts`, and the network; it is tried again by itself",
  }),
  TARGET_REFUSED: errorKind<{ target: string; reason: string }>({
    status: 502,
    message: (f) => `the alert target ${f.target} refused the message: ${f.reason}`,
    remedy: () => 'check its address, its token or password, and what it says of the message; it is tried again by itself',
  }),
  COUNTS_MISMATCHED: errorKind<{ release: string; group: string; expected: number; given: number }>({
    status: 500,
    message: (f) => `the ${f.group} counts of release ${f.release} have ${f.given} columns, its reference has ${f.expected}`,
    remedy: () => 'the hourly profiles were made with another reference: let serve rebuild them from the prediction log',
  }),
});
