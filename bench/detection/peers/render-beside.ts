import { clopperPearson } from '../../../src/stats/index.ts';
import { CORRUPTIONS } from '../corruptions.ts';
import { type Effort, isHarmful, type TableOutcome, type Trial } from '../measure-detection.ts';
import { detectionAt, markdownTable, mean, percent, rate, share } from '../report.ts';

/** Several detectors beside each other, in Markdown: a column each. */
export function renderBeside(outcomes: readonly TableOutcome[], { fractions }: Effort): string {
  const names = [...new Set(outcomes.map(({ detector }) => detector))];
  const of = (name: string): TableOutcome[] => outcomes.filter(({ detector }) => detector === name);
  const trialsOf = (name: string): Trial[] => of(name).flatMap(({ trials }) => trials);
  const row = (what: string, cell: (trials: readonly Trial[], outcomes: readonly TableOutcome[]) => string): string[] => [
    what,
    ...names.map((name) => cell(trialsOf(name), of(name))),
  ];
  const summary = markdownTable(
    ['what', ...names],
    [
      row('false alarms on clean batches', (_, its) => falseAlarms(its)),
      ...fractions.map((fraction) => row(`found with ${percent(fraction, 0)} of rows broken`, (trials) => detectionAt(trials, fraction).toFixed(3))),
      row('found less false alarms, mean over these shares', (trials, its) =>
        (mean(fractions.map((fraction) => detectionAt(trials, fraction))) - falseAlarmsOf(its).share).toFixed(3),
      ),
      row('of those found: a right column first', (trials) => {
        const found = trials.filter((trial) => trial.detected);
        return percent(share(found, (trial) => trial.first));
      }),
      row('harmful ones missed', (trials) => {
        const harmful = trials.filter(isHarmful);
        return `${harmful.filter((trial) => !trial.detected).length} of ${harmful.length}`;
      }),
      row('broken batches', (trials) => String(trials.length)),
      row('CPU a batch', (_, its) => `${(its.reduce((sum, { cost }) => sum + cost, 0) / its.length).toFixed(0)} ms`),
    ],
  );
  const byKind = markdownTable(
    ['found, all shares of rows together', ...names],
    CORRUPTIONS.map((corruption) => row(corruption.name, (trials) => rate(trials.filter((trial) => trial.corruption === corruption)))),
  );
  const byTable = markdownTable(
    ['false alarms', ...names],
    [...new Set(outcomes.map(({ table }) => table))].map((name) =>
      row(name, (_, its) =>
        its
          .filter(({ table }) => table === name)
          .map(({ falseAlarms: alarms, clean }) => `${alarms} of ${clean}`)
          .join(),
      ),
    ),
  );
  return `${summary}\n\n${byKind}\n\n${byTable}`;
}

function falseAlarmsOf(outcomes: readonly TableOutcome[]): { readonly clean: number; readonly alarms: number; readonly share: number } {
  const clean = outcomes.reduce((sum, outcome) => sum + outcome.clean, 0);
  const alarms = outcomes.reduce((sum, outcome) => sum + outcome.falseAlarms, 0);
  return { clean, alarms, share: alarms / clean };
}

function falseAlarms(outcomes: readonly TableOutcome[]): string {
  const { clean, alarms, share: of } = falseAlarmsOf(outcomes);
  const [least, most] = clopperPearson(alarms, clean, 0.1);
  return `${percent(of, 1)} (${alarms} of ${clean}; ${percent(least, 1)} to ${percent(most, 1)})`;
}
