import { type Calendar, DAY, type Instant } from '../../kernel/index.ts';

/** Days from which the course of a day is learnt. */
const LEARNING = 7 * DAY;

/** What values are usual in each hour of the day, from the first days of a stream; plain JSON. */
export type DailyCourse = {
  readonly from: Instant;
  readonly counts: readonly number[];
  readonly sums: readonly number[];
};

/** A day's course that nothing is known of yet. */
export const emptyCourse = (from: Instant): DailyCourse => ({ from: Math.floor(from / DAY) * DAY, counts: Array<number>(24).fill(0), sums: Array<number>(24).fill(0) });

/** Learns from what lies in its first days, and takes the course out of what comes later: a level that goes up and down with the hour is no change. Values in order of time; returns the later ones. Hours are those that clocks show by the calendar. */
export function takeOutCourse(
  course: DailyCourse,
  values: readonly { readonly at: Instant; readonly value: number }[],
  { hourOf }: Calendar,
): { readonly course: DailyCourse; readonly level: number; readonly rest: readonly { readonly at: Instant; readonly value: number }[] } {
  const [counts, sums] = [[...course.counts], [...course.sums]];
  const isLearning = ({ at }: { readonly at: Instant }): boolean => at < course.from + LEARNING;
  for (const one of values)
    if (isLearning(one)) {
      counts[hourOf(one.at)]!++;
      sums[hourOf(one.at)]! += one.value;
    }
  const total = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0);
  const level = total(sums) / Math.max(1, total(counts));
  const usual = counts.map((count, hour) => (count === 0 ? level : sums[hour]! / count));
  const rest = values.filter((one) => !isLearning(one)).map(({ at, value }) => ({ at, value: value - usual[hourOf(at)]! }));
  return { course: { ...course, counts, sums }, level, rest };
}
