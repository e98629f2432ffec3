import { DAY, type Interval, intervalSchema, Type, type ValueOf } from '../../kernel/index.ts';

/** How long a budget of false alarms lasts. */
export const BUDGET_PERIOD = 30 * DAY;
/** The part of it, and of each window's chance, that is left to the sequential test of a decline. */
export const DECLINE_PART = 0.1;

export const alarmBudgetSchema = Type.Object(
  {
    period: intervalSchema('the 30 days of event time that it is for, counted from the first window on'),
    budget: Type.Number({ description: 'false alarms that are to be expected in the period at most' }),
    spent: Type.Number({ description: 'the chances of a false alarm of its windows so far, summed up' }),
    chance: Type.Number({ description: 'of these, that of the newest window' }),
    alarms: Type.Integer({ description: 'windows of the period that opened an alert, rightly or not' }),
  },
  { description: 'how many false alarms may be expected, and what is left of them' },
);

/** What a deployment may still alarm for nothing. */
export type AlarmBudget = ValueOf<typeof alarmBudgetSchema>;
/** What of it is spent, whatever alarmed. */
export type SpentBudget = Omit<AlarmBudget, 'alarms'>;

/**
 * Gives a window its chance of a false alarm: an even part of what the period has left for its windows, never more than `falseAlarm`. A window without traffic
 * takes none; its part goes to those after it. Pure.
 *
 * Alpha spending (Lan & DeMets, Biometrika 1983) of the expected number of false alarms (the per-family error rate, Spjøtvoll, Ann. Math. Stat. 1972): if each
 * window's chance, given all before it, is at most what it was given, the expected number in a period is at most the sum of what was given, however the windows depend on each other.
 * @param before the budget as the window before left it
 */
export function spendAlarms(
  before: SpentBudget | undefined,
  { interval, predictions }: { readonly interval: Interval; readonly predictions: number },
  { alarmBudget, falseAlarm }: { readonly alarmBudget: number; readonly falseAlarm: number },
): SpentBudget {
  const goesOn = before !== undefined && interval.from < before.period.to;
  const begin = before === undefined ? interval.from : before.period.from + Math.floor((interval.from - before.period.from) / BUDGET_PERIOD) * BUDGET_PERIOD;
  const period = goesOn ? before.period : { from: begin, to: begin + BUDGET_PERIOD };
  const spent = goesOn ? before.spent : 0;
  const left = Math.max(1, Math.ceil((period.to - interval.from) / (interval.to - interval.from)));
  const chance = predictions === 0 ? 0 : Math.min(falseAlarm, Math.max(0, alarmBudget - spent) / left);
  return { period, budget: alarmBudget, spent: spent + chance, chance };
}
