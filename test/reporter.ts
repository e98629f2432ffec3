import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { TestError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

const ERROR_LINES = 12;

/** What was thrown, where in our own files, and how what was expected differs. */
function describeError({ name, message, stack = '', diff = '' }: TestError): string[] {
  const ours = stack.split('\n').filter((line) => /^ +at .*:\d/.test(line) && !/node_modules|node:/.test(line));
  return stripVTControlCharacters([`${name ?? 'Error'}: ${message}`, ...ours, diff].join('\n'))
    .trimEnd()
    .split('\n')
    .slice(0, ERROR_LINES);
}

/** One failure: `✗ file > name`, and its errors four spaces in. */
const describeFailure = (where: string, errors: readonly TestError[]): string => [`✗ ${where}`, ...errors.flatMap(describeError).map((line) => `    ${line}`)].join('\n');

/**
 * Ends a test run with what failed, for a reader of the log's end alone, and one line that a script can read: `N passed, N failed`.
 * What failed outside a test counts as one failure: a file that cannot be loaded, a hook, an error that nothing caught.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly TestError[]): void {
    let passed = 0;
    const failures = errors.map((error) => describeFailure('outside every test', [error]));
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId);
      if (module.errors().length > 0) failures.push(describeFailure(file, module.errors()));
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) failures.push(describeFailure(`${file} > ${suite.fullName}`, suite.errors()));
      }
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed++;
        else if (result.state === 'failed') failures.push(describeFailure(`${file} > ${test.fullName}`, result.errors));
      }
    }
    process.stdout.write(`\n${failures.map((failure) => `${failure}\n`).join('')}\n${passed} passed, ${failures.length} failed\n`);
  }
}
