import { binOf, type ColumnProfile, minuteOfDay } from '../../data/index.ts';
import { formatInstant } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import type { Example } from './example.ts';
import type { Finding } from '../finding.ts';
import { monitorErrors } from '../monitor.errors.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { findFinding } from '../monitor.store.ts';
import { findColumn, readDistribution } from './read-window.ts';
import type { ColumnGroup } from '../window.ts';

/** Predictions that are shown of a finding. */
const MOST = 5;
/** Letters of a value that are shown. */
const MOST_LETTERS = 200;

/** Does this unit show the finding? */
type Shows = (unit: Unit, value: unknown) => boolean;

/** Predictions of the finding's window that show it, spread over the window; none for what no single prediction shows. Throws MONITOR_FINDING_UNKNOWN. */
export async function findExamples(monitor: MonitorMeans, id: string): Promise<Example[]> {
  const finding = await findFinding(monitor.means, id);
  if (finding === undefined) throw monitorErrors.FINDING_UNKNOWN({ finding: id });
  const about = await readPredicate(monitor, finding);
  if (about === undefined) return [];
  const units = await monitor.serve.units({ interval: finding.window });
  const showing = units.filter((unit) => unit.release === finding.release && about.shows(unit, about.valueOf(unit)));
  const step = Math.max(1, Math.floor(showing.length / MOST));
  const { inputs } = (await monitor.releases.load(finding.release)).reference;
  const instants = new Set(inputs.columns.filter((column) => column.kind === 'timestamp').map((column) => column.name));
  const chosen = showing.filter((_, i) => i % step === 0 && i < step * MOST);
  return chosen.map((unit) => toExample(unit, { value: textOf(about.valueOf(unit), instants.has(finding.column)), instants }));
}

interface Predicate {
  readonly shows: Shows;
  readonly valueOf: (unit: Unit) => unknown;
}

async function readPredicate(monitor: MonitorMeans, finding: Finding): Promise<Predicate | undefined> {
  const { kind, column, release, window } = finding;
  if (kind === 'violations') return { shows: (unit) => unit.violations.length > 0, valueOf: () => null };
  if (kind === 'contract' || kind === 'volume' || kind === 'performance' || kind === 'calibration' || kind === 'skew') return undefined;
  const loaded = await monitor.releases.load(release);
  const { group, profile } = findColumn(loaded.reference, { column });
  const valueOf = readerOf(group, column, loaded.featureNames.indexOf(column));
  if (kind === 'drift' || kind === 'score_drift') {
    const { bars } = await readDistribution(monitor, window.from, { column, group });
    const gains = bars.map((bar) => bar.window - bar.reference);
    const most = gains.indexOf(Math.max(...gains));
    const label = bars[most]?.label;
    return { valueOf, shows: (_, value) => (profile.kind === 'string' ? value === label : binOf(profile.edges, numberOf(profile, value)) === most) };
  }
  return { valueOf, shows: (_, value) => SHOWS[kind]({ profile, value, finding }) };
}

interface Judged {
  readonly profile: ColumnProfile;
  readonly value: unknown;
  readonly finding: Finding;
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value));

const isThatValue = ({ profile, value, finding }: Judged): boolean =>
  !isMissing(value) && finding.value !== undefined && (profile.kind === 'string' ? value === finding.value : numberOf(profile, value) === Number(finding.value));

const SHOWS: Readonly<Record<'missing' | 'sentinel' | 'constant' | 'unseen' | 'out_of_range', (judged: Judged) => boolean>> = {
  missing: ({ value }) => isMissing(value),
  sentinel: isThatValue,
  constant: isThatValue,
  unseen: ({ profile, value }) => typeof value === 'string' && !profile.top.some((top) => top.value === value),
  out_of_range: ({ profile, value }) => !isMissing(value) && (numberOf(profile, value) < (profile.min ?? -Infinity) || numberOf(profile, value) > (profile.max ?? Infinity)),
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
      return (unit) => unit.score;
  }
}

/** As a person reads it; an instant, which is a number in the log, as a date. */
function textOf(value: unknown, instant: boolean): string | null {
  if (isMissing(value)) return null;
  if (instant && typeof value === 'number') return formatInstant(value);
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, MOST_LETTERS);
}

const toExample = (
  { predictionId, unitKey, eventAt, inputs, score, decision, violations }: Unit,
  { value, instants }: { readonly value: string | null; readonly instants: ReadonlySet<string> },
): Example => ({
  predictionId,
  unitKey,
  eventAt,
  value,
  inputs: Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, textOf(one, instants.has(name))])),
  score,
  decision,
  violations: violations.map((violation) => violation.message),
});
