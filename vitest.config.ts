import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { capstan: fileURLToPath(new URL('src/sdk/index.ts', import.meta.url)) } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/pack/**', 'test/mlflow/**', 'test/python/**', 'node_modules/**', 'dist/**'],
    pool: 'forks',
    // Vitest leaves a core to itself, which on a machine of two is half of it.
    maxWorkers: 2,
    // To catch what hangs: no test is as slow as this, also on a small machine that does other work.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['default', './test/reporter.ts'],
  },
});
