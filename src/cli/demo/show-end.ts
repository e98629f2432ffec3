import type { Client, Overview, QualityDay } from '../../sdk/index.ts';
import { formatCount, formatNumber, type Terminal } from '../terminal.ts';

/** The short table at the end: what happened, and what the loop was worth. */
export async function showEnd(terminal: Terminal, client: Client, told: { readonly seconds: number }): Promise<void> {
  const overview = await client.overview();
  const { totals } = overview;
  terminal.line(`\n${terminal.style.bold('The story in figures')} (${told.seconds.toFixed(0)} s)`);
  terminal.table(
    ['windows', 'predictions', 'labels', 'alerts', 'retrainings', 'refused by the gate', 'promotions', 'rollbacks'],
    [[totals.windows, totals.predictions, totals.labels, totals.alerts, totals.retrains, totals.refusedByGate, totals.promotions, totals.rollbacks].map(formatCount)],
  );
  terminal.line(`\n${terminal.style.bold('What the loop was worth')}: the living model beside the January model, on the same flights`);
  terminal.table(['month', 'flights', 'AUC living', 'AUC January', 'cost living', 'cost January', 'gap living', 'gap January'], months(overview).map(monthRow));
  terminal.line(`\n${terminal.style.bold('Trials')}`);
  const names = new Map(overview.releases.map((release) => [release.id, release.name]));
  terminal.table(
    ['release', 'outcome', 'why'],
    overview.trials.map((trial) => [names.get(trial.release) ?? trial.release, trial.state.replace('_', ' '), trial.why]),
  );
}

type Row = readonly [month: string, days: readonly QualityDay[]];

/** Matured days that nobody poisoned, by month, and all of them together. */
function months(overview: Overview): Row[] {
  const days = overview.quality.filter((day) => !day.provisional && !day.quarantined && day.champion && day.baseline);
  const byMonth = new Map<string, QualityDay[]>();
  for (const day of days) {
    const month = new Date(day.day).toISOString().slice(0, 7);
    byMonth.set(month, [...(byMonth.get(month) ?? []), day]);
  }
  return [...byMonth, ['all', days]];
}

function monthRow([month, days]: Row): (string | number)[] {
  const mean = (side: 'champion' | 'baseline', of: (quality: NonNullable<QualityDay['champion']>) => number | null): number => {
    let sum = 0;
    let weight = 0;
    for (const day of days) {
      const quality = day[side]!;
      const value = of(quality);
      if (value === null) continue;
      sum += value * quality.units;
      weight += quality.units;
    }
    return weight === 0 ? NaN : sum / weight;
  };
  const units = days.reduce((sum, day) => sum + (day.baseline?.units ?? 0), 0);
  return [
    month,
    formatCount(units),
    formatNumber(mean('champion', (q) => q.value)),
    formatNumber(mean('baseline', (q) => q.value)),
    formatNumber(
      mean('champion', (q) => q.cost),
      4,
    ),
    formatNumber(
      mean('baseline', (q) => q.cost),
      4,
    ),
    formatNumber(mean('champion', (q) => q.calibrationGap)),
    formatNumber(mean('baseline', (q) => q.calibrationGap)),
  ];
}
