// `npm run check`: everything that can be judged without running the product. Each check runs, also after a failure, and says what mends it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const checks = [
  { name: 'format', command: 'oxfmt --check', mend: 'npx oxfmt' },
  { name: 'lint', command: 'oxlint --deny-warnings', mend: 'npx oxlint --fix, then the rest by hand' },
  { name: 'types', command: 'tsc -p tsconfig.json', mend: 'correct the named lines; see them again with: npx tsc -p tsconfig.json' },
  { name: 'types of the page', command: 'tsc -p ui/tsconfig.json', needs: 'ui/tsconfig.json', mend: 'correct the named lines; see them again with: npx tsc -p ui/tsconfig.json' },
  { name: 'unused code', command: 'knip', mend: 'remove what is named; see it again with: npx knip' },
  {
    name: 'walls',
    command: 'vitest run test/architecture/walls.test.ts',
    mend: 'read ARCHITECTURE.md, move the code; see it again with: npx vitest run test/architecture/walls.test.ts',
  },
];

const failed = [];
for (const { name, command, needs, mend } of checks) {
  if (needs !== undefined && !existsSync(needs)) continue;
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', ...command.split(' ')], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(name);
  console.log(`${stdout}${stderr.replaceAll(/^npm (?:warn|notice).*\n/gm, '')}\n  to mend ${name}: ${mend}\n`);
}
console.log(failed.length === 0 ? 'all is well' : `to mend: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
