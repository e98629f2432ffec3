import { DAY, HOUR, type Instant, type Interval } from '../../kernel/index.ts';
import { MONITORING_DEFAULTS, type Operations, type Platform } from '../../platform/index.ts';
import type { Client, PredictionRequest } from '../../sdk/index.ts';

/** One unit of history: what is asked at its time, and the outcome that becomes known later. */
export interface ReplayUnit {
  readonly key: string;
  readonly at: Instant;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly label: number | string;
  readonly knownAt: Instant;
}

/** What to replay. */
export interface Replay {
  readonly client: Client;
  /** Reads the units of a stretch of event time, in event order. */
  readonly read: (interval: Interval) => Promise<readonly ReplayUnit[]>;
  readonly from: Instant;
  readonly to: Instant;
  /** Labels that were on their way when a replay ended are of units at most this far back, in ms: `lookBackOf`. */
  readonly lookBack: number;
  /** Called after each day, with what the loop did at its end. */
  readonly onDay?: (day: ReplayedDay) => Promise<void> | void;
  readonly signal: AbortSignal;
}

export interface ReplayedDay {
  readonly day: Instant;
  readonly predictions: number;
  readonly steps: Operations['loop.advance']['output']['steps'];
}

/** Units in one request. */
const BATCH = 250;

/** Event time between two deliveries of labels. */
const BEAT = 4 * HOUR;

/** How far back units lie whose labels still count: a window and the time that its labels have. */
export function lookBackOf({ loaded }: Pick<Platform, 'loaded'>): number {
  const { window, attribution } = { ...MONITORING_DEFAULTS, ...loaded.project.monitor };
  return window + attribution;
}

/**
 * Sends history through the real server in event time: predictions when units happened, labels when they became known,
 * and the end of each day to the loop. Replaying a day again is harmless: predictions and labels are known by their ids.
 */
export async function replayTraffic(replay: Replay): Promise<void> {
  const { client } = replay;
  const pending = new Map<string, ReplayUnit>();
  for (const unit of await unitsUnderWay(replay)) pending.set(unit.key, unit);
  for (let day = replay.from; day < replay.to && !replay.signal.aborted; day += DAY) {
    const end = Math.min(day + DAY, replay.to);
    const units = await replay.read({ from: day, to: end });
    let next = 0;
    for (let beat = day; beat < end;) {
      beat = Math.min(beat + BEAT, end);
      while (next < units.length && units[next]!.at < beat) {
        const batch: ReplayUnit[] = [];
        while (batch.length < BATCH && next < units.length && units[next]!.at < beat) batch.push(units[next++]!);
        await client.predict(batch.map(toRequest));
        for (const unit of batch) pending.set(unit.key, unit);
      }
      await deliverLabels(client, pending, beat);
    }
    const { steps } = await client.call('loop.advance', { watermark: end });
    await replay.onDay?.({ day, predictions: units.length, steps });
  }
}

/** Units of the days before, whose labels may still have been on their way when a replay ended; none when nothing was replayed yet. */
async function unitsUnderWay({ client, read, from, lookBack }: Replay): Promise<readonly ReplayUnit[]> {
  const { advancedTo } = await client.call('loop.status');
  return advancedTo === null ? [] : read({ from: from - lookBack, to: from });
}

const toRequest = (unit: ReplayUnit): PredictionRequest => ({ predictionId: unit.key, unitKey: unit.key, eventAt: unit.at, inputs: unit.inputs });

async function deliverLabels(client: Client, pending: Map<string, ReplayUnit>, now: Instant): Promise<void> {
  const known = [...pending.values()].filter((unit) => unit.knownAt <= now).sort((a, b) => a.knownAt - b.knownAt);
  for (let i = 0; i < known.length; i += BATCH * 4) {
    await client.feedback(known.slice(i, i + BATCH * 4).map((unit) => ({ predictionId: unit.key, label: unit.label, labelAt: unit.knownAt })));
  }
  for (const unit of known) pending.delete(unit.key);
}

/** Reads units from the project's own dataset: a reproducible sample of its source's rows. */
export function readUnitsFrom(platform: Pick<Platform, 'data' | 'loaded'>, options: { readonly fraction: number; readonly seed: number }): Replay['read'] {
  const { project, inputContract } = platform.loaded;
  const name = project.train.dataset;
  const dataset = project.data[name]!;
  const inputs = Object.entries(inputContract.columns);
  const ofClasses = 'wrong' in project.scope.cost;
  return async (interval) => {
    const rows = await platform.data.sourceRows(name, { interval, sample: options });
    const column = (name: string) => rows.columns[name]!;
    const at = column(dataset.eventAt);
    const key = column(dataset.key);
    const label = column(dataset.label.column);
    const knownAt = column(dataset.label.knownAt);
    return Array.from({ length: rows.rows }, (_, i) => ({
      key: String(key[i]),
      at: at[i] as number,
      inputs: Object.fromEntries(inputs.map(([n]) => [n, valueOf(column(n)[i])])),
      label: ofClasses ? String(label[i]) : (label[i] as number),
      knownAt: knownAt[i] as number,
    }));
  };
}

const valueOf = (value: number | string | null | undefined): unknown => (typeof value === 'number' && Number.isNaN(value) ? null : value);
