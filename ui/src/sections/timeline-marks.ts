import type { Overview, TimelineEvent, TimelineKind } from '../../../src/sdk/overview.ts';
import type { TimeAxis } from '../time-axis.ts';

/** Which lane of the timeline an event belongs to. */
export const LANES = ['trials', 'releases', 'alerts'] as const;
export type Lane = (typeof LANES)[number];

const LANE_OF: Readonly<Record<TimelineKind, Lane>> = {
  shadow: 'trials',
  live: 'trials',
  promoted: 'trials',
  rolled_back: 'trials',
  futile: 'trials',
  undecided: 'trials',
  data: 'releases',
  retrain: 'releases',
  release: 'releases',
  gate_refused: 'releases',
  alert: 'alerts',
};

/** Of events too near to be drawn apart, the most telling one gives the mark its shape. */
const WEIGHT: Readonly<Record<TimelineKind, number>> = {
  alert: 9,
  rolled_back: 8,
  promoted: 7,
  gate_refused: 6,
  futile: 5,
  undecided: 5,
  live: 4,
  release: 3,
  shadow: 2,
  retrain: 1,
  data: 0,
};

/** Events that share one mark. */
export interface Mark {
  readonly x: number;
  readonly events: readonly TimelineEvent[];
  readonly leading: TimelineEvent;
}

/** The marks of a lane, at least `apart` pixels from each other. */
export function marksOf(timeline: Overview['timeline'], lane: Lane, options: { axis: TimeAxis; apart: number }): Mark[] {
  const groups: TimelineEvent[][] = [];
  let start = Number.NEGATIVE_INFINITY;
  for (const event of timeline) {
    if (LANE_OF[event.kind] !== lane) continue;
    const x = options.axis.x(event.at);
    if (x - start < options.apart) {
      groups.at(-1)?.push(event);
      continue;
    }
    groups.push([event]);
    start = x;
  }
  return groups.flatMap((events) => {
    const leading = events.reduce((best, event) => (WEIGHT[event.kind] > WEIGHT[best.kind] ? event : best));
    return [{ x: options.axis.x(leading.at), events, leading }];
  });
}
