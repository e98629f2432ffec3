import { estimateCoverage } from './estimate-coverage.ts';
import { streamDetectors } from './stream-detectors.ts';

/** `npm run bench:performance`: what docs/decisions/performance.md says of detectors and estimates, made again from seeds. */
export async function main(): Promise<void> {
  console.log('Detectors of change in one stream, after 5,000 values without one; 200 runs a delay\n');
  streamDetectors((line) => console.log(line));
  console.log('\nEstimates before labels: share of windows of 1,000 units whose labels lie in the 95 % interval; 200 windows\n');
  estimateCoverage((line) => console.log(line));
  return Promise.resolve();
}
