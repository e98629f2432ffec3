import { type CiCase, type CiReport, countCases } from './report.ts';

/** The report as JUnit XML, the form that every continuous integration reads. */
export function writeJunit(report: CiReport): string {
  const seconds = (cases: readonly CiCase[]): string => cases.reduce((sum, one) => sum + (one.seconds ?? 0), 0).toFixed(3);
  const counts = (suites: CiReport['suites']): string => {
    const { passed, warned, failed, skipped } = countCases(suites);
    return `tests="${passed + warned + failed + skipped}" failures="${failed}" errors="0" skipped="${skipped}"`;
  };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escape(report.project)}" ${counts(report.suites)} time="${seconds(report.suites.flatMap((suite) => suite.cases))}">`,
    ...report.suites.flatMap((suite) => [
      `  <testsuite name="${escape(suite.name)}" ${counts([suite])} time="${seconds(suite.cases)}">`,
      ...suite.cases.flatMap((one) => caseLines(suite.name, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function caseLines(suite: string, one: CiCase): string[] {
  const start = `    <testcase classname="${escape(suite)}" name="${escape(one.name)}" time="${(one.seconds ?? 0).toFixed(3)}"`;
  const text = [one.message, one.details].filter((part) => part !== undefined).join('\n');
  switch (one.state) {
    case 'failed':
      return [`${start}>`, `      <failure message="${escape(one.message ?? 'failed')}">${escape(text)}</failure>`, '    </testcase>'];
    case 'skipped':
      return [`${start}>`, '      <skipped/>', '    </testcase>'];
    case 'warned':
    case 'passed':
      return text === '' ? [`${start}/>`] : [`${start}>`, `      <system-out>${escape(text)}</system-out>`, '    </testcase>'];
  }
}

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** XML 1.0 has no way to write most control characters: they are left out. */
const escape = (text: string): string => text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '').replaceAll(/[&<>"']/g, (found) => NAMES[found]!);
