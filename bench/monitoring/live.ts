import { figure } from '../print-table.ts';
import { startHelper } from '../processes.ts';
import type { LiveFigures } from './measure-live.ts';
import type { Line, Section } from './section.ts';

const FLEET_RATE = 20_000;

/** What live traffic costs to log and to count. */
export const live: Section = {
  name: 'live',
  title: 'Live traffic of a thousand models',
  about:
    'Events of 50 inputs (40 numbers, 10 texts), 50 features and a score, as a release has decided them, are logged durably (64 a request, 16 requests under way) and counted by event hour in the bins of their reference: 101 columns each. Times are of CPU, so that other work on the machine does not count. Sealing turns a closed segment of the log into Parquet, later, in other threads.',
  async run() {
    const { ready: found } = await startHelper<LiveFigures>('monitoring/measure-live', {});
    const both = found.countMicros + found.logMicros;
    const line = (what: string, ours: string, goal = '', holds: boolean | null = null): Line => ({ what, ours, cpu: '', memory: '', peer: '', goal, holds });
    const fleet = (found.fleetMicros * FLEET_RATE) / 1e6;
    const added = found.p99With - found.p99Without;
    return [
      line('counting one event', `${figure(found.countMicros)} µs`),
      line('logging one event, durably', `${figure(found.logMicros)} µs`),
      line('events per second and core, logged durably and counted', figure(1e6 / both), '≥ 40,000', 1e6 / both >= 40_000),
      line('sealing one event into Parquet, later', `${figure(found.sealMicros)} µs`),
      line('events per second and core for ever, sealing included', figure(1e6 / (both + found.sealMicros))),
      line('1,000 models × 20 events/s, logged durably and counted: share of a core', `${figure(100 * fleet)} %`, '≤ 60 %', fleet <= 0.6),
      line('memory of a model’s open hour', `${figure(found.memoryAModel / 1000)} kB`, '≤ 500 kB', found.memoryAModel <= 500_000),
      line('a model’s hour on disk', `${figure(found.bytesAModelHour / 1000)} kB`, '≤ 500 kB', found.bytesAModelHour <= 500_000),
      line('a day of 24 hours of 1,000 events read and merged', `${figure(found.closeSmall)} ms`),
      line('a day of 24 hours of 50,000 events: bins, not rows', `${figure(found.closeLarge)} ms`),
      line('by segment (3 inputs × 21 values): counting one event when its part of the log is sealed', `${figure(found.segmentMicros)} µs`),
      line('by segment: memory of an open hour', '0 kB: made from the log that waits to be sealed'),
      line('by segment: an hour of 50,000 events on disk, for each input', `${figure(found.bytesByInput / 1000)} kB`),
      line('by segment: a day of 24 hours of 50,000 events read and merged', `${figure(found.closeSegments)} ms`),
      line('waiting added to the slowest hundredth of requests, at 2,000 events/s', `${figure(Math.max(0, added))} ms`, '≤ 1 ms', added <= 1),
    ];
  },
};
