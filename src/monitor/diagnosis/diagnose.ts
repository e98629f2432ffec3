import { runKey } from '../continue-finding.ts';
import { type Alert, type Finding, type FindingKind, MATURED_KINDS } from '../finding.ts';
import type { Diagnosis } from './diagnosis.ts';
import { likelyCauseOf } from './likely-cause.ts';
import type { ColumnGroup, WindowReport } from '../window.ts';

/** What diagnoses are made from; lists are in order of time. */
export interface CaseNotes {
  readonly findings: readonly Finding[];
  readonly windows: readonly Pick<WindowReport, 'interval' | 'state' | 'quarantined' | 'held' | 'released' | 'columns'>[];
  readonly alerts: readonly Alert[];
  /** Whether an alert is muted now. */
  readonly isMuted: (alert: Alert) => boolean;
}

type Run = readonly [Finding, ...Finding[]];

const excess = (finding: Finding): number => finding.effect - finding.natural;
/** Of one finding at least. */
const worstOf = (findings: readonly Finding[]): Finding => findings.reduce((worst, finding) => (excess(finding) > excess(worst) ? finding : worst));

/**
 * Joins the findings of a run; what else was found in the windows of a page is folded into it. Pages first, what goes on before what is
 * over, then the newest first. Pure.
 */
export function diagnose(notes: CaseNotes): Diagnosis[] {
  const runs = groupBy(notes.findings, runKey);
  const pages = runs.filter((run) => run.some((finding) => finding.urgency === 'page'));
  const paged = new Set(pages.flatMap((run) => run.map((finding) => finding.window.from)));
  // A notice beside a page is told with it; on its other days it stands by itself.
  const notices = runs.filter((run) => !pages.includes(run)).flatMap((run) => atLeastOne(run.filter((finding) => !paged.has(finding.window.from))));
  const rank = (diagnosis: Diagnosis): number => (diagnosis.urgency === 'page' ? 0 : 2) + (diagnosis.ongoing ? 0 : 1);
  return [...pages, ...notices].map((run) => describe(run, notes)).sort((a, b) => rank(a) - rank(b) || b.until - a.until || excessOf(b) - excessOf(a));
}

const excessOf = ({ worst }: Diagnosis): number => worst.effect - worst.natural;
const atLeastOne = (run: readonly Finding[]): Run[] => (run.length > 0 ? [run as unknown as Run] : []);

function describe(run: Run, notes: CaseNotes): Diagnosis {
  const [first] = run;
  const { kind, column } = first;
  const urgency = run.some((finding) => finding.urgency === 'page') ? 'page' : 'notice';
  // A page is told by what it was sent for.
  const worst = worstOf(run.filter((finding) => finding.urgency === urgency));
  const last = run.at(-1)!;
  const starts = new Set(run.map((finding) => finding.window.from));
  const windows = notes.windows.filter((window) => starts.has(window.interval.from));
  const alert = notes.alerts.findLast((one) => one.kind === kind && one.column === column && one.since <= last.window.from && one.until > first.window.from);
  return {
    id: first.id,
    findings: run.map(({ id }) => id),
    deployment: first.deployment,
    release: worst.release,
    kind,
    column,
    group: groupOf(first, windows),
    where: worst.where ?? null,
    urgency,
    since: first.since,
    until: last.window.to,
    windows: last.windows ?? run.length,
    ongoing: last.window.to >= (newestFor(kind, notes)?.interval.to ?? 0),
    worst: {
      finding: worst.id,
      window: worst.window.from,
      effect: worst.effect,
      natural: worst.natural,
      p: worst.p,
      rows: worst.rows,
      value: worst.value ?? null,
      harm: worst.harm,
      message: worst.message,
    },
    cause: likelyCauseOf(worst),
    remedy: last.remedy,
    alert: alert === undefined ? null : { id: alert.id, state: alert.state, muted: notes.isMuted(alert), ...(alert.acknowledged && { acknowledged: alert.acknowledged }) },
    held: windows.filter((window) => window.quarantined || window.held).length,
    released: windows.filter((window) => window.released !== undefined).length,
    letGo: windows.findLast((window) => window.released !== undefined)?.released ?? null,
    related: relatedTo(first, notes.findings, starts),
  };
}

/** The newest window in which something of the kind can have been found. */
const newestFor = (kind: FindingKind, { windows }: CaseNotes): Pick<WindowReport, 'interval'> | undefined =>
  MATURED_KINDS.includes(kind) ? windows.findLast((window) => window.state === 'matured') : windows.at(-1);

function relatedTo({ kind, column }: Finding, findings: readonly Finding[], starts: ReadonlySet<number>): Diagnosis['related'] {
  const beside = findings.filter((finding) => starts.has(finding.window.from) && !(finding.kind === kind && finding.column === column));
  return groupBy(beside, (finding) => `${finding.kind} ${finding.column}`)
    .map((run) => {
      const { id, effect, natural, message, ...worst } = worstOf(run);
      return { finding: id, findings: run.map((one) => one.id), kind: worst.kind, column: worst.column, urgency: worst.urgency, effect, natural, windows: run.length, message };
    })
    .sort((a, b) => b.effect - b.natural - (a.effect - a.natural));
}

/** What the column is. An input and a feature may have the same name: skew is of the feature. */
const groupOf = ({ kind, column }: Finding, windows: readonly Pick<WindowReport, 'columns'>[]): ColumnGroup | null =>
  windows.flatMap((window) => window.columns).find((report) => report.column === column && (kind !== 'skew' || report.group === 'feature'))?.group ?? null;

function groupBy(findings: readonly Finding[], keyOf: (finding: Finding) => string): Run[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const group = groups.get(keyOf(finding));
    if (group) group.push(finding);
    else groups.set(keyOf(finding), [finding]);
  }
  return [...groups.values()];
}
