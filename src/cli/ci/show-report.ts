import { formatNumber, type Terminal } from '../terminal.ts';
import { type CiReport, countCases } from './report.ts';

/** Shows a report in the terminal: each part in one line when all is well, else what is not. */
export function showReport(terminal: Terminal, report: CiReport): void {
  const { style } = terminal;
  const marks = { passed: style.good('✓'), warned: style.warn('!'), failed: style.bad('✗'), skipped: style.dim('·') };
  for (const suite of report.suites) {
    const told = suite.cases.filter((one) => one.message !== undefined || one.state !== 'passed');
    terminal.line(`${style.bold(suite.name)}${told.length === 0 ? style.dim(`  ${suite.cases.map((one) => one.name).join(', ')}`) : ''}`);
    for (const one of told) {
      terminal.line(`  ${marks[one.state]} ${one.name}${one.message === undefined ? '' : `: ${one.message}`}`);
      if (one.details !== undefined && one.state !== 'passed') for (const line of one.details.split('\n')) terminal.line(style.dim(`      ${line}`));
    }
  }
  if (report.quality.length > 0) {
    terminal.line();
    terminal.table(
      ['model', report.quality[0]!.metric, 'cost a unit', 'rows'],
      report.quality.map((one) => [one.name, formatNumber(one.value, 4), formatNumber(one.cost, 4), one.rows]),
    );
  }
  const { passed, warned, failed, skipped } = countCases(report.suites);
  terminal.line();
  terminal.line(
    `${report.passed ? style.good('this can be released') : style.bad('this cannot be released')}: ${passed + warned} passed, ${failed} failed${warned > 0 ? `, ${warned} with a warning` : ''}${skipped > 0 ? `, ${skipped} not reached` : ''}`,
  );
}
