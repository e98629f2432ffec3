import type { Interval } from '../../kernel/index.ts';
import { countSegments, type Unit } from '../../serve/index.ts';
import { DATA_KINDS, type Finding, isHolding } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { judgeWindow } from '../verdict/judge-window.ts';
import { countUnits } from './count-units.ts';
import { saveHeldRows } from './held-rows.store.ts';
import { nameRows } from './name-rows.ts';
import type { HeldRows } from './quarantine.ts';

/** What is left of one release's traffic is judged from so many units. */
const FEW = 100;

/**
 * Names the rows that findings keep out of training. Null when no finding holds anything, and when the window must be held whole: one of them is about a distribution, or what is
 * left without the named rows would still wake somebody.
 */
export async function holdRows(monitor: MonitorMeans, { interval, findings }: { readonly interval: Interval; readonly findings: readonly Finding[] }): Promise<HeldRows | null> {
  const holding = findings.filter(isHolding);
  if (holding.length === 0) return null;
  const all = await monitor.serve.units({ interval });
  const named = await nameEach(monitor, holding, all);
  if (named === null) return null;
  const out = new Set(named.flatMap((one) => one.units));
  if (
    out.size === 0 ||
    (await stillWakes(
      monitor,
      all.filter((unit) => !out.has(unit)),
    ))
  )
    return null;
  return saveHeldRows(monitor.means, named);
}

interface NamedRows {
  readonly finding: Finding;
  readonly units: readonly Unit[];
}

/** The rows of each finding; null when one is about the window as a whole. */
async function nameEach(monitor: MonitorMeans, findings: readonly Finding[], units: readonly Unit[]): Promise<NamedRows[] | null> {
  const named: NamedRows[] = [];
  for (const finding of findings) {
    const rows = await nameRows(monitor, finding, units);
    if (rows === null) return null;
    named.push({ finding, units: rows });
  }
  return named;
}

/** Whether these units, judged as a window of their own, would still have a page about their data. */
async function stillWakes(monitor: MonitorMeans, units: readonly Unit[]): Promise<boolean> {
  for (const id of new Set(units.map((unit) => unit.release))) {
    const own = units.filter((unit) => unit.release === id);
    if (own.length < FEW) continue;
    const release = await monitor.releases.load(id);
    const { discoveries } = judgeWindow(release.reference, { ...countUnits(release, own), segmentations: countSegments(release, own) }, monitor.options);
    if (discoveries.some(({ urgency, kind }) => urgency === 'page' && DATA_KINDS.includes(kind))) return true;
  }
  return false;
}
