import type { Interval } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import { percent, remedyFor } from '../diagnosis/describe-finding.ts';
import { continueFinding } from '../continue-finding.ts';
import type { Finding } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { loadReleases } from './find-skew.ts';
import { SKEW_ERROR } from './skew-counter.ts';
import { measureSkew } from './measure-skew.ts';
import type { SkewedColumn } from './skew.ts';

/** Predictions of a window that are made again: all, and of more than these so many, evenly spread. A feature that is wrong in one of a thousand is among them two hundred times. */
const MOST = 200_000;

/** Makes the features of a window's predictions again from the logged inputs, and finds those that come out otherwise than they were served. Somebody is woken for what is certain and large. */
export async function judgeSkew(
  monitor: MonitorMeans,
  about: { readonly deployment: string; readonly interval: Interval; readonly previous: readonly Finding[]; readonly units: readonly Unit[] },
): Promise<Finding[]> {
  const { interval } = about;
  const step = Math.ceil(about.units.length / MOST);
  const units = step <= 1 ? about.units : about.units.filter((_, i) => i % step === 0);
  const { columns } = await measureSkew({ interval, units, releases: await loadReleases(monitor, units) });
  const [first] = units;
  return columns
    .filter((column) => column.skewed)
    .map((column) =>
      continueFinding(about, {
        release: first!.release,
        kind: 'skew',
        column: column.column,
        urgency: column.atLeast > monitor.options.skewShare ? 'page' : 'notice',
        effect: column.rate,
        natural: 0,
        p: SKEW_ERROR,
        rows: column.compared,
        harm: null,
        message: sayColumn(column),
        remedy: remedyFor({ kind: 'skew', column: column.column }, interval.from),
      }),
    );
}

/** What differs, how often, and where to look. */
export function sayColumn({ column, compared, mismatches, rate, examples }: SkewedColumn): string {
  const [example] = examples;
  const shown = example === undefined ? '' : `; ${example.predictionId} was served ${sayValue(example.served)} and is ${sayValue(example.offline)}`;
  return `${column} was served otherwise than the feature code makes it from the logged inputs in ${mismatches.toLocaleString('en-US')} of ${compared.toLocaleString('en-US')} predictions (${rate < 0.001 ? rate.toPrecision(2) : percent(rate)})${shown}.`;
}

/** Features are kept in 32 bits: further digits are none. */
const sayValue = (value: number | string | boolean | null): string => (value === null ? 'missing' : String(typeof value === 'number' ? Number(value.toPrecision(7)) : value));
