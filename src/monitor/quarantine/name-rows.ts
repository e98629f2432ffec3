import type { Unit } from '../../serve/index.ts';
import { findSegment } from '../diagnosis/read-window.ts';
import { readSign } from '../diagnosis/read-sign.ts';
import { type Finding, ROW_KINDS, type Where } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { breakingUnits } from '../verdict/judge-contract.ts';

/** The units of its window that a finding names; null for one that is about the window as a whole. A raw input that shows it is named whichever release answered. */
export async function nameRows(monitor: MonitorMeans, finding: Finding, units: readonly Unit[]): Promise<readonly Unit[] | null> {
  // A distribution names no rows, but the segments in which alone it is seen do.
  if (!ROW_KINDS.includes(finding.kind)) return finding.where?.alone === true ? unitsIn(monitor, finding, finding.where, units) : null;
  if (finding.kind === 'contract') return breakingUnits(monitor, finding, units);
  const sign = await readSign(monitor, finding);
  if (sign === undefined) return null;
  const sees = sign.group === 'feature' || sign.group === 'score' ? (unit: Unit) => unit.release === finding.release : () => true;
  return units.filter((unit) => sees(unit) && sign.shows(unit, sign.valueOf(unit)));
}

/** What the release answered in those segments. */
async function unitsIn(monitor: MonitorMeans, { release }: Finding, { column, values }: Where, units: readonly Unit[]): Promise<Unit[]> {
  const { reference } = await monitor.releases.load(release);
  const parts = values.map((segment) => findSegment(reference, { by: column, segment })!);
  return units.filter((unit) => unit.release === release && parts.some(({ holds }) => holds(unit)));
}
