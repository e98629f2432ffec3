// A process: asks whether anything has changed, as the command line does first of all.
import { tryNoop } from '../src/work/noop.ts';

const [, , folder, invocation] = process.argv;
const result = tryNoop({ folder: folder!, invocation: invocation!, env: { PATH: process.env['PATH'] } });
if (result === undefined || result.steps.some((step) => step.status !== 'cached')) {
  console.error('something has changed');
  process.exitCode = 1;
}
