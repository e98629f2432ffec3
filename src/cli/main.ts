#!/usr/bin/env node
import { runFast } from './run-fast.ts';

const fast = runFast(process.argv.slice(2));
if (!fast) {
  const { main } = await import('./run-program.ts');
  await main(process.argv);
}
