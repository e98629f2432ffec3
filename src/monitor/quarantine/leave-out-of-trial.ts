import type { Digest } from '../../kernel/index.ts';
import { type Finding, type FindingKind, isHolding } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { findFindings } from '../findings.store.ts';
import type { WindowReport } from '../window.ts';
import { readHeldUnits } from './held-rows.store.ts';
import { sayFinding } from './say-finding.ts';

/** What of a window says nothing of the models that are tried on it. */
export interface LeftOutOfTrial {
  /** Keys of the units that findings name; null for all of the window. */
  readonly units: ReadonlySet<string> | null;
  readonly why: string;
  /** Ids of the findings that say so. */
  readonly findings: readonly string[];
}

/** Findings of these kinds about a raw input name units by what was asked, whichever release answered. */
const ASKED_KINDS: readonly FindingKind[] = ['missing', 'unseen', 'out_of_range', 'constant', 'sentinel'];

/**
 * What a trial leaves out of a matured window; null when nothing. The rows that are held, where findings name rows. On live traffic that holds only for what was asked: a choice by what one release
 * made of it would take from one arm alone, so that all of the window is left out. So it is where a feature was certainly served otherwise than its code makes it: what was answered is not what would be.
 */
export async function leaveOutOfTrial(monitor: MonitorMeans, window: WindowReport, traffic: 'shadow' | 'live'): Promise<LeftOutOfTrial | null> {
  const { deployment, interval, quarantined, held = null } = window;
  const found = (await findFindings(monitor.means, deployment, { interval, limit: 100_000 })).filter((finding) => finding.window.from === interval.from);
  const because = (findings: readonly Finding[], units: LeftOutOfTrial['units']): LeftOutOfTrial => ({
    units,
    why: findings.map(sayFinding).join(', ') || 'a paging finding about its data',
    findings: findings.map((finding) => finding.id),
  });
  const skewed = found.filter((finding) => finding.kind === 'skew' && finding.urgency === 'page');
  if (skewed.length > 0) return because(skewed, null);
  const holding = found.filter(isHolding);
  if (held === null) return quarantined ? because(holding, null) : null;
  const naming = holding.filter((finding) => held.byFinding.some((one) => one.finding === finding.id));
  const asked = traffic === 'shadow' || (await Promise.all(naming.map((finding) => isAboutAsked(monitor, finding)))).every(Boolean);
  if (asked) return because(naming, await readHeldUnits(monitor.means, held));
  return quarantined ? because(naming, null) : null;
}

async function isAboutAsked({ releases }: MonitorMeans, { kind, column, release, where }: Finding): Promise<boolean> {
  if (!ASKED_KINDS.includes(kind) || where !== undefined) return false;
  return (await releases.load(release as Digest)).reference.inputs.columns.some(({ name }) => name === column);
}
