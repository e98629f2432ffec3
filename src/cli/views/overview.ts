import { formatDay, formatInstant } from '../../kernel/index.ts';
import type { Overview } from '../../sdk/index.ts';
import { formatCount, type Terminal } from '../terminal.ts';

/** Where the project stands: life cycle, champion, trials, and what needs a person. */
export function showOverview(overview: Overview, { terminal }: { readonly terminal: Terminal }): void {
  terminal.line(`${terminal.style.bold(overview.project)}  ${overview.question}`);
  if (overview.now > 0) terminal.line(terminal.style.dim(`event time ${formatInstant(overview.now)}`));
  terminal.line();
  const marks = { good: terminal.style.good('●'), busy: terminal.style.warn('●'), attention: terminal.style.bad('●'), empty: terminal.style.dim('○') };
  for (const stage of overview.stages) terminal.line(`${marks[stage.state]} ${stage.stage.padEnd(8)} ${stage.headline.padEnd(22)} ${terminal.style.dim(stage.detail)}`);
  const pages = overview.findings.filter((finding) => finding.urgency === 'page');
  if (pages.length > 0) {
    terminal.line();
    for (const page of pages.slice(-5)) terminal.line(`${terminal.style.bad('!')} ${formatDay(page.at)} ${page.message}\n  ${terminal.style.dim(page.remedy)}`);
  }
  const { totals } = overview;
  terminal.line();
  terminal.table(
    ['windows', 'predictions', 'labels', 'alerts', 'retrainings', 'refused by gate', 'promotions', 'rollbacks'],
    [[totals.windows, totals.predictions, totals.labels, totals.alerts, totals.retrains, totals.refusedByGate, totals.promotions, totals.rollbacks].map(formatCount)],
  );
}
