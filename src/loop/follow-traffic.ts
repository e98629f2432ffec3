import { type Calendar, DAY, HOUR, type Instant, stretchOf } from '../kernel/index.ts';
import type { ServeRoom } from '../serve/index.ts';

/** How far event time may go, as the traffic tells it. */
export interface Followed {
  readonly watermark: Instant;
  /** Predictions that lie so far ahead of all others that event time does not follow them yet. */
  readonly ahead: number;
}

/** A stretch without traffic that event time crosses only for so many predictions beyond it, or for predictions on so many days. */
const GAP = 30 * DAY;
const FEW = 20;
const FEW_DAYS = 3;

/**
 * Event time follows the newest prediction, `latest`, from where it was. A few that lie more than 30 days ahead of that (asked without `eventAt` where the past is replayed, or by a broken clock) do not take it
 * along: every window between would be closed as empty, and what is yet to come of them would come late. They are answered and logged as ever, and followed as soon as there are 20 of them in 30 days, or some on 3 of these days.
 */
export async function followTraffic(
  { serve, window, calendar }: { readonly serve: Pick<ServeRoom, 'counts'>; readonly window: number; readonly calendar: Calendar },
  { from, latest }: { readonly from: Instant; readonly latest: Instant },
): Promise<Followed> {
  if (latest - from <= GAP) return { watermark: latest, ahead: 0 };
  const asked = async (interval: { readonly from: Instant; readonly to: Instant }): Promise<number> =>
    [...(await serve.counts(interval)).values()].reduce((sum, { predictions }) => sum + predictions, 0);
  const end = Math.floor(latest / HOUR) * HOUR + HOUR;
  const begin = Math.max(end - GAP, stretchOf(calendar, from, window).to);
  let [ahead, days] = [0, 0];
  for (let to = end; to > begin; to -= DAY) {
    const predictions = await asked({ from: Math.max(to - DAY, begin), to });
    ahead += predictions;
    if (predictions > 0) days++;
    if (ahead >= FEW || days >= FEW_DAYS) return { watermark: latest, ahead: 0 };
  }
  // Windows end where traffic goes on behind them, as they would without what lies ahead.
  let busy = from;
  for (let at = stretchOf(calendar, from, window); at.to <= from + GAP; at = stretchOf(calendar, at.to, window)) if ((await asked(at)) > 0) busy = at.from;
  return { watermark: busy, ahead };
}
