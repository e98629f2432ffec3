import { formatStart } from '../../kernel/index.ts';
import type { Operations } from '../../platform/index.ts';
import { aboutMetric } from '../../sdk/index.ts';
import { invoke } from '../open-project.ts';
import type { Session } from '../session.ts';
import { formatCount, formatNumber } from '../terminal.ts';
import { sayAhead } from '../views/say-ahead.ts';

/** What the champion is measured by; nothing before the first window has matured. */
function titleOf(windows: Operations['monitor.windows']['output']): string {
  const metric = windows.flatMap((window) => window.performance).at(-1)?.quality.metric;
  return metric === undefined ? 'quality' : aboutMetric(metric as Parameters<typeof aboutMetric>[0]).title;
}

/** Shows the newest windows, and the findings: pages in full, notices by their effect. */
export async function monitor(session: Session, options: { readonly limit?: number; readonly all?: boolean }): Promise<void> {
  const { terminal } = session;
  const limit = options.limit ?? 14;
  const windows = await invoke(session, 'monitor.windows', { limit });
  const findings = await invoke(session, 'monitor.findings', {});
  const { ahead } = await invoke(session, 'loop.status', {});
  terminal.json({ windows, findings, ahead });
  if (ahead > 0) terminal.line(terminal.style.warn(`! ${sayAhead(ahead)}`));
  terminal.table(
    ['window', 'state', 'predictions', 'refused', 'mean score', titleOf(windows), 'cost', 'gap', 'furthest column', ''],
    windows.map((window) => {
      const own = window.performance.find((p) => p.role === 'champion' && p.labelled > 0);
      const furthest = window.columns.toSorted((a, b) => b.distance / b.natural - a.distance / a.natural)[0];
      return [
        formatStart(window.interval.from),
        window.state,
        formatCount(window.predictions),
        window.refused,
        formatNumber(window.meanScore),
        formatNumber(own?.quality.value),
        formatNumber(own?.cost, 4),
        formatNumber(own?.calibrationGap),
        furthest ? `${furthest.column} ${formatNumber(furthest.distance)} (natural ${formatNumber(furthest.natural)})` : null,
        window.quarantined ? terminal.style.bad('quarantined') : '',
      ];
    }),
  );
  const shown = findings.filter((finding) => options.all || finding.urgency === 'page');
  for (const finding of shown) {
    terminal.line(`${finding.urgency === 'page' ? terminal.style.bad('!') : terminal.style.dim('·')} ${sayWhen(finding)} ${finding.message}`);
    if (finding.urgency === 'page') terminal.line(terminal.style.dim(`  ${finding.remedy}`));
  }
  const notices = findings.length - findings.filter((f) => f.urgency === 'page').length;
  if (!options.all && notices > 0) terminal.line(terminal.style.dim(`${notices} notices of natural change; --all shows them`));
}

/** `2001-03-03`, or `since 2001-03-03, 14 windows, last 2001-03-20:` */
function sayWhen({ since, windows = 1, window }: { readonly since: number; readonly windows?: number; readonly window: { readonly from: number } }): string {
  return windows === 1 ? formatStart(window.from) : `since ${formatStart(since)}, ${windows} windows, last ${formatStart(window.from)}:`;
}
