import { isCapstanError } from '../kernel/index.ts';
import { PACKAGE_FOLDER } from './own-package.ts';

/** The stack of the user's own code (a step, a feature) that an error came from, without the frames of Capstan and Node; undefined when it came from elsewhere. */
export function userStackOf(error: unknown): string | undefined {
  for (let one = error; isCapstanError(one); one = one.cause) {
    const { stack } = one.facts;
    if (typeof stack !== 'string' || stack === '') continue;
    const lines = stack.split('\n').filter((line) => !/^\s+at /.test(line) || !(line.includes('node:') || line.includes(PACKAGE_FOLDER)));
    return lines.some((line) => /^\s+at /.test(line)) ? lines.join('\n') : undefined;
  }
  return undefined;
}
