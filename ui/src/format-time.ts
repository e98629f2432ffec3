const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const monthName = (at: number): string => MONTHS[new Date(at).getUTCMonth()] ?? '';

/** `3 Apr` of an event time, UTC. */
export const formatDayShort = (at: number): string => `${new Date(at).getUTCDate()} ${monthName(at)}`;

/** `3 Apr 2001` */
export const formatDayLong = (at: number): string => `${formatDayShort(at)} ${new Date(at).getUTCFullYear()}`;

/** `14:05` */
export const formatClock = (at: number): string => new Date(at).toISOString().slice(11, 16);

/** `3 Apr 2001, 14:05 UTC` */
export const formatMoment = (at: number): string => `${formatDayLong(at)}, ${formatClock(at)} UTC`;

/** `3 Apr 2001` of the start of a day, UTC, else to the minute. */
export const formatStart = (at: number): string => (at % DAY === 0 ? formatDayLong(at) : formatMoment(at));

/** `3–4 Apr`, `30 Apr – 2 May`, `3 Apr` of days that start at `from` and `last`. */
export function formatDays(from: number, last: number): string {
  if (last - from < DAY) return formatDayShort(from);
  const oneMonth = new Date(from).getUTCMonth() === new Date(last).getUTCMonth() && last - from < 32 * DAY;
  return oneMonth ? `${new Date(from).getUTCDate()}–${formatDayShort(last)}` : `${formatDayShort(from)} – ${formatDayShort(last)}`;
}

/** `9 days`, `1 day`, `5 hours`. */
export function formatLength(milliseconds: number): string {
  const [amount, word] = milliseconds >= DAY ? [Math.round(milliseconds / DAY), 'day'] : [Math.round(milliseconds / HOUR), 'hour'];
  return `${amount} ${word}${amount === 1 ? '' : 's'}`;
}
