import { binOf, type ColumnProfile, minuteOfDay } from '../../data/index.ts';
import { answerValue, type Unit } from '../../serve/index.ts';
import type { Finding } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import type { ColumnGroup } from '../window.ts';
import { compareColumn, findColumn, findSegment } from './read-window.ts';

/** By what a unit shows a finding. */
export interface Sign {
  /** What the column is; null for the unit as a whole. */
  readonly group: ColumnGroup | null;
  readonly valueOf: (unit: Unit) => unknown;
  /** Whether the unit shows it, by that value. */
  readonly shows: (unit: Unit, value: unknown) => boolean;
}

/** How a finding is known in single units; undefined for what none shows by itself: shares and keys of the whole window, volume, quality. */
export async function readSign(monitor: MonitorMeans, finding: Finding): Promise<Sign | undefined> {
  const { kind, column, release, window, where } = finding;
  if (kind === 'violations') return { group: null, shows: (unit) => unit.violations.length > 0, valueOf: () => null };
  if (kind === 'contract' || kind === 'volume' || kind === 'performance' || kind === 'calibration' || kind === 'change' || kind === 'skew' || kind === 'mix') return undefined;
  const loaded = await monitor.releases.load(release);
  const about = where === undefined ? {} : { by: where.column, segment: where.values[0] };
  const { group, profile } = findColumn(findSegment(loaded.reference, about)?.own ?? loaded.reference, { column });
  const valueOf = readerOf(group, column, loaded.featureNames.indexOf(column));
  // What is seen in some segments alone is shown by units of these.
  const parts = where?.values.map((segment) => findSegment(loaded.reference, { by: where.column, segment })!);
  const isThere = (unit: Unit): boolean => parts === undefined || parts.some(({ holds }) => holds(unit));
  if (kind === 'drift' || kind === 'score_drift') {
    const { bars } = await compareColumn(monitor, { interval: window, release }, { column, group, ...about });
    const gains = bars.map((bar) => bar.window - bar.reference);
    const most = gains.indexOf(Math.max(...gains));
    const label = bars[most]?.label;
    return { group, valueOf, shows: (unit, value) => isThere(unit) && (profile.kind === 'string' ? value === label : binOf(profile.edges, numberOf(profile, value)) === most) };
  }
  return { group, valueOf, shows: (unit, value) => isThere(unit) && SHOWS[kind]({ profile, value, finding }) };
}

interface Judged {
  readonly profile: ColumnProfile;
  readonly value: unknown;
  readonly finding: Finding;
}

/** No value, as tables and requests say it. */
export const isMissing = (value: unknown): boolean => value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));

const isThatValue = ({ profile, value, finding }: Judged): boolean =>
  !isMissing(value) && finding.value !== undefined && (profile.kind === 'string' ? value === finding.value : numberOf(profile, value) === Number(finding.value));

const isOutside = ({ profile, value }: Judged): boolean =>
  !isMissing(value) && (numberOf(profile, value) < (profile.min ?? -Infinity) || numberOf(profile, value) > (profile.max ?? Infinity));

const SHOWS: Readonly<Record<'missing' | 'sentinel' | 'constant' | 'unseen' | 'out_of_range' | 'extrapolation', (judged: Judged) => boolean>> = {
  missing: ({ value }) => isMissing(value),
  sentinel: isThatValue,
  constant: isThatValue,
  unseen: ({ profile, value }) => typeof value === 'string' && !profile.top.some((top) => top.value === value),
  out_of_range: isOutside,
  extrapolation: isOutside,
};

/** As the profile counts it. */
const numberOf = (profile: ColumnProfile, value: unknown): number => (profile.kind === 'timestamp' ? minuteOfDay(Number(value)) : Number(value));

function readerOf(group: ColumnGroup, column: string, feature: number): (unit: Unit) => unknown {
  switch (group) {
    case 'input':
      return (unit) => unit.inputs[column];
    case 'feature':
      return (unit) => unit.features?.[feature];
    case 'score':
      return (unit) => answerValue(unit, column);
  }
}
