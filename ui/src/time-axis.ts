import { DAY, formatClock, formatDayShort, HOUR, monthName } from './format-time.ts';

/** A line on the axis of time, and its label; empty where the label would not fit. */
export interface TimeTick {
  readonly at: number;
  readonly text: string;
}

/** Where event time lies on the screen: shared by everything that is drawn one above the other. */
export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  /** Pixels: names stand in the gutter, the plot is right of it. */
  readonly gutter: number;
  readonly width: number;
  readonly right: number;
  readonly ticks: readonly TimeTick[];
  x(at: number): number;
  at(x: number): number;
}

export interface TimeAxisSize {
  readonly gutter: number;
  readonly width: number;
  readonly right: number;
}

export function createTimeAxis(from: number, to: number, size: TimeAxisSize): TimeAxis {
  const span = Math.max(to - from, HOUR);
  const room = Math.max(1, size.width - size.gutter - size.right);
  return {
    from,
    to: from + span,
    ...size,
    ticks: timeTicks(from, from + span, room).map((tick) => ((from + span - tick.at) * (room / span) < 34 ? { ...tick, text: '' } : tick)),
    x: (at) => size.gutter + (Math.min(Math.max(at, from), from + span) - from) * (room / span),
    at: (x) => from + Math.min(Math.max((x - size.gutter) / room, 0), 1) * span,
  };
}

/** At most one label in about 60 pixels: months, or steps of days, or of hours. */
function timeTicks(from: number, to: number, room: number): TimeTick[] {
  const most = Math.max(2, Math.floor(room / 60));
  if (to - from > most * 20 * DAY || (to - from) / DAY > 75) return monthTicks(from, to, most);
  const steps = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 28 * DAY];
  // What is drawn by the day is not labelled by the hour.
  const least = to - from >= 2 * DAY ? DAY : HOUR;
  const step = steps.find((size) => size >= least && (to - from) / size <= most) ?? 28 * DAY;
  const ticks: TimeTick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const midnight = at % DAY === 0;
    ticks.push({ at, text: midnight ? formatDayShort(at) : formatClock(at) });
  }
  return ticks;
}

function monthTicks(from: number, to: number, most: number): TimeTick[] {
  const first = new Date(from);
  const months = (to - from) / (30 * DAY);
  const every = [1, 2, 3, 6, 12, 24].find((size) => months / size <= most) ?? 60;
  const ticks: TimeTick[] = [];
  for (let month = first.getUTCMonth(); ; month++) {
    const at = Date.UTC(first.getUTCFullYear(), month, 1);
    if (at > to) return ticks;
    if (at < from) continue;
    if (month % every !== 0) continue;
    const year = new Date(at).getUTCMonth() === 0 || ticks.length === 0 ? ` ${new Date(at).getUTCFullYear()}` : '';
    ticks.push({ at, text: `${monthName(at)}${year}` });
  }
}
