import { formatInstant } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import type { Example } from './example.ts';
import { monitorErrors } from '../monitor.errors.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { findFinding } from '../findings.store.ts';
import { isMissing, readSign } from './read-sign.ts';

/** Predictions that are shown of a finding. */
const MOST = 5;
/** Letters of a value that are shown. */
const MOST_LETTERS = 200;

/** Predictions of the finding's window that show it, spread over the window; none for what no single prediction shows. Throws MONITOR_FINDING_UNKNOWN. */
export async function findExamples(monitor: MonitorMeans, id: string): Promise<Example[]> {
  const finding = await findFinding(monitor.means, id);
  if (finding === undefined) throw monitorErrors.FINDING_UNKNOWN({ finding: id });
  const about = await readSign(monitor, finding);
  if (about === undefined) return [];
  const units = await monitor.serve.units({ interval: finding.window });
  const showing = units.filter((unit) => unit.release === finding.release && about.shows(unit, about.valueOf(unit)));
  const step = Math.max(1, Math.floor(showing.length / MOST));
  const { inputs } = (await monitor.releases.load(finding.release)).reference;
  const instants = new Set(inputs.columns.filter((column) => column.kind === 'timestamp').map((column) => column.name));
  const chosen = showing.filter((_, i) => i % step === 0 && i < step * MOST);
  return chosen.map((unit) => toExample(unit, { value: textOf(about.valueOf(unit), instants.has(finding.column)), instants }));
}

/** As a person reads it; an instant, which is a number in the log, as a date. */
function textOf(value: unknown, instant: boolean): string | null {
  if (isMissing(value)) return null;
  if (instant && typeof value === 'number') return formatInstant(value);
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, MOST_LETTERS);
}

const toExample = (
  { predictionId, unitKey, eventAt, inputs, score, predicted, decision, violations }: Unit,
  { value, instants }: { readonly value: string | null; readonly instants: ReadonlySet<string> },
): Example => ({
  predictionId,
  unitKey,
  eventAt,
  value,
  inputs: Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, textOf(one, instants.has(name))])),
  score,
  ...(predicted !== undefined && { predicted }),
  decision,
  violations: violations.map((violation) => violation.message),
});
