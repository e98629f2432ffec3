import type { Operations } from '../../platform/index.ts';
import { formatBytes, formatCount, type Terminal } from '../terminal.ts';

const KEPT_SHOWN = 20;

/** What a collection of garbage freed and kept. */
export function showGarbage(report: Operations['artifacts.gc']['output'], { terminal }: { readonly terminal: Terminal }): void {
  const counts = [
    ['experiments', report.experiments],
    ['runs', report.runs],
    ['logged models', report.loggedModels],
    ['files', report.files],
  ] as const;
  const gone = counts.flatMap(([noun, n]) => (n === 0 ? [] : [`${formatCount(n)} ${n === 1 ? noun.slice(0, -1) : noun}`])).join(', ') || 'nothing';
  terminal.line(`${report.dryRun ? 'would remove' : 'removed'} ${gone}; ${report.dryRun ? 'would free' : 'freed'} ${formatBytes(report.bytes)}`);
  if (report.elsewhere.length > 0) terminal.line(`artifacts that are kept elsewhere were not touched: ${report.elsewhere[0]}${report.elsewhere.length > 1 ? ', …' : ''}`);
  if (report.keptCount === 0) return;
  terminal.line(`${formatCount(report.keptCount)} kept:`);
  terminal.table(
    ['kept', 'name', 'because'],
    report.kept.slice(0, KEPT_SHOWN).map((one) => [one.noun, one.name, one.why]),
  );
  if (report.keptCount > KEPT_SHOWN) terminal.line('… the others with --json');
}
