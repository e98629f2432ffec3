import { formatCount } from '../terminal.ts';
import { type CiCase, type CiReport, countCases } from './report.ts';

const MARKS: Readonly<Record<CiCase['state'], string>> = { passed: '✅', warned: '⚠️', failed: '❌', skipped: '⏭️' };

/** The report as Markdown, for a pull request: the verdict, the model beside what it is measured by, then each part; what passed in silence is only counted. */
export function writeMarkdown(report: CiReport): string {
  const { passed, warned, failed, skipped } = countCases(report.suites);
  const counted = [`${passed + warned} passed`, `${failed} failed`, ...(warned > 0 ? [`${warned} with a warning`] : []), ...(skipped > 0 ? [`${skipped} not reached`] : [])].join(
    ', ',
  );
  const parts = [`## ${report.passed ? '✅' : '❌'} ${cell(report.project)}: ${report.passed ? 'this can be released' : 'this cannot be released'}`, `${counted}.`];
  if (report.quality.length > 0) {
    const rows = report.quality.map((one) => [one.name, one.value.toFixed(4), one.cost.toFixed(4), formatCount(one.rows)]);
    parts.push(table(['', report.quality[0]!.metric, 'cost a unit', 'rows'], rows, [false, true, true, true]));
  }
  for (const suite of report.suites) {
    const told = suite.cases.filter((one) => one.message !== undefined || one.state !== 'passed');
    const silent = suite.cases.length - told.length;
    parts.push(`### ${cell(suite.name)}`);
    if (told.length > 0)
      parts.push(
        table(
          ['', suite.name, 'found'],
          told.map((one) => [MARKS[one.state], one.name, one.message ?? (one.state === 'skipped' ? 'not reached' : '')]),
        ),
      );
    if (silent > 0) parts.push(`${MARKS.passed} ${told.length > 0 ? `and ${silent} more` : `all ${silent}`} passed`);
    for (const one of suite.cases)
      if (one.state === 'failed' && one.details !== undefined) parts.push(`<details><summary>${cell(one.name)}</summary>\n\n${fence(one.details)}\n\n</details>`);
  }
  return `${parts.join('\n\n')}\n`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[], right: readonly boolean[] = []): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), `|${header.map((_, i) => (right[i] ? '---:' : '---')).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Text in which nothing is Markdown or HTML, on one line. */
const cell = (text: string): string => text.replaceAll(/[\\`*_[\]<>|#]/g, (found) => `\\${found}`).replaceAll(/\s*\n\s*/g, ' ');

/** A block that its text cannot end. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}\n${text}\n${ticks}`;
}
