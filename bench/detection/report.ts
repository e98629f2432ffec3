import { clopperPearson } from '../../src/stats/index.ts';
import { CORRUPTIONS } from './corruptions.ts';
import { FRACTIONS, isHarmful, type TableOutcome, type Trial } from './measure-detection.ts';
import { ORACLE_ALARM, untoldAlarm } from './oracle.ts';

/** What is asked of a detector at 1, 2, 5, 10, 20 and 50 % of rows. */
const GOALS = [0.85, 0.88, 0.94, 0.99, 1, 1];

/** A table in Markdown. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');

/** A share in percent; a dot where there is none. */
export const percent = (share: number, digits = 1): string => (Number.isNaN(share) ? '·' : `${(100 * share).toFixed(digits)} %`);
/** The share of some trials of which something holds. */
export const share = (trials: readonly Trial[], holds: (trial: Trial) => boolean): number => (trials.length === 0 ? NaN : trials.filter(holds).length / trials.length);
/** The share found, as the mean over the tables. */
export const rate = (trials: readonly Trial[]): string => (trials.length === 0 ? '·' : mean(groups(trials).map((group) => share(group, (trial) => trial.detected))).toFixed(2));

/** Share of corrupted batches found: of each kind in each table, the mean of those over the tables, and of those over the kinds, so that a wide table counts no more. */
export function detectionAt(trials: readonly Trial[], fraction: number): number {
  const of = trials.filter((trial) => trial.fraction === fraction);
  const found = (kind: string): number => mean(groups(of.filter((trial) => trial.corruption.kind === kind)).map((group) => share(group, (trial) => trial.detected)));
  return mean([...new Set(of.map((trial) => trial.corruption.kind))].map(found));
}

/** Whether the oracle says that a batch is broken. */
const isSeen = ({ oracle }: Trial): boolean => oracle !== null && oracle <= ORACLE_ALARM;
/** Whether it would, were it not told what to look for. */
const isSeenUntold = ({ oracle, width }: Trial): boolean => oracle !== null && oracle <= untoldAlarm(width);
/** What was found, what the oracle finds, and what it was not asked. */
const couldBeFound =
  (isSeenBy: (trial: Trial) => boolean) =>
  (trial: Trial): boolean =>
    trial.detected || trial.oracle === null || isSeenBy(trial);

/** The trials table by table. */
const groups = (trials: readonly Trial[]): Trial[][] => [...new Set(trials.map(({ table: name }) => name))].map((name) => trials.filter((trial) => trial.table === name));

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One detector's figures over all tables, in Markdown. */
export function renderOutcome(outcomes: readonly TableOutcome[]): string {
  const trials = outcomes.flatMap((outcome) => outcome.trials);
  const clean = outcomes.reduce((sum, outcome) => sum + outcome.clean, 0);
  const alarms = outcomes.reduce((sum, outcome) => sum + outcome.falseAlarms, 0);
  const found = trials.filter((trial) => trial.detected);
  const harmful = trials.filter(isHarmful);
  const possible = [isSeen, isSeenUntold].map(couldBeFound);
  const asked = found.filter(({ oracle }) => oracle !== null);
  const sayMissed = (of: readonly Trial[]): string =>
    `${percent(
      share(of, (trial) => !trial.detected),
      2,
    )} (${of.filter((trial) => !trial.detected).length} of ${of.length}`;
  const [, most] = clopperPearson(alarms, clean, 0.1);
  const tellsKinds = found.some((trial) => trial.named !== null);
  const isAsked = trials.some(({ oracle }) => oracle !== null);
  const summary = markdownTable(
    ['what', 'measured', ...(isAsked ? ['of what the oracle finds', 'told neither column nor kind'] : []), 'goal'],
    (
      [
        ['false alarms on clean batches', `${percent(alarms / clean, 2)} (${alarms} of ${clean}; at most ${percent(most, 2)} with 95 % confidence)`, ['', ''], '≤ 1 %'],
        ...FRACTIONS.map((fraction, i) => [
          `found with ${percent(fraction, 0)} of rows broken`,
          detectionAt(trials, fraction).toFixed(3),
          possible.map((isPossible) => detectionAt(trials.filter(isPossible), fraction).toFixed(3)),
          `≥ ${GOALS[i]}`,
        ]),
        ['of those found: a right column first', percent(share(found, (trial) => trial.first)), ['', ''], '≥ 95 %'],
        ['of those found: a right column first, rightly called', tellsKinds ? percent(share(found, (trial) => trial.named === true)) : 'tells no kinds', ['', ''], ''],
        ['harmful ones missed', `${sayMissed(harmful)} with AUC loss ≥ 0.01)`, possible.map((isPossible) => `${sayMissed(harmful.filter(isPossible))})`), '≤ 0.5 %'],
        ['broken batches', String(trials.length), possible.map((isPossible) => String(trials.filter(isPossible).length)), ''],
        ['of those found, the oracle finds', '', [isSeen, isSeenUntold].map((isSeenBy) => `${percent(share(asked, isSeenBy))} of ${asked.length}`), ''],
        ['CPU a batch', `${(outcomes.reduce((sum, outcome) => sum + outcome.cost, 0) / outcomes.length).toFixed(1)} ms`, ['', ''], ''],
      ] as [string, string, [string, string], string][]
    ).flatMap(([what, measured, ofPossible, goal]) => (isAsked ? [[what, measured, ...ofPossible, goal]] : measured === '' ? [] : [[what, measured, goal]])),
  );
  const byKind = markdownTable(
    ['found', ...FRACTIONS.map((fraction) => percent(fraction, 0)), 'column first', 'rightly called'],
    CORRUPTIONS.map((corruption) => {
      const of = trials.filter((trial) => trial.corruption === corruption);
      const seen = of.filter((trial) => trial.detected);
      return [
        corruption.name,
        ...FRACTIONS.map((fraction) => rate(of.filter((trial) => trial.fraction === fraction))),
        share(seen, (trial) => trial.first).toFixed(2),
        tellsKinds ? share(seen, (trial) => trial.named === true).toFixed(2) : '·',
      ];
    }),
  );
  const byTable = markdownTable(
    ['table', 'false alarms', ...FRACTIONS.map((fraction) => `found at ${percent(fraction, 0)}`), 'harmful missed'],
    outcomes.map((outcome) => {
      const bad = outcome.trials.filter(isHarmful);
      return [
        outcome.table,
        `${outcome.falseAlarms} of ${outcome.clean}`,
        ...FRACTIONS.map((fraction) => rate(outcome.trials.filter((trial) => trial.fraction === fraction))),
        `${bad.filter((trial) => !trial.detected).length} of ${bad.length}`,
      ];
    }),
  );
  return [summary, byKind, byTable, renderMissed(trials)].join('\n\n');
}

/** Limits of p by which what was missed is told apart. */
const LIMITS = [0.0001, 0.001, 0.01, 0.05];

/** What was missed, by the best that any test of a right column says of it when it is asked alone: little where the correction is to blame, nothing where no test sees it. */
function renderMissed(trials: readonly Trial[]): string {
  const missed = trials.filter((trial) => trial.least !== null);
  const isAsked = missed.some(({ oracle }) => oracle !== null);
  const seen = (of: readonly Trial[]): string => `${of.filter(isSeen).length} of ${of.filter(({ oracle }) => oracle !== null).length}`;
  const line = (name: string, of: readonly Trial[]): string[] => [
    name,
    String(of.length),
    ...(isAsked ? [seen(of)] : []),
    ...LIMITS.map((limit, i) => String(of.filter(({ least }) => least! <= limit && least! > (LIMITS[i - 1] ?? -1)).length)),
    String(of.filter(({ least }) => least! > LIMITS.at(-1)!).length),
  ];
  const kinds = CORRUPTIONS.map((corruption) => ({ name: corruption.name, of: missed.filter((trial) => trial.corruption === corruption) }));
  return markdownTable(
    ['missed, by the least p of a right column before correction', 'batches', ...(isAsked ? ['the oracle finds'] : []), ...LIMITS.map((limit) => `≤ ${limit}`), 'more'],
    [...kinds.filter(({ of }) => of.length > 0).map(({ name, of }) => line(name, of)), line('**all**', missed)],
  );
}
