import { defineConfig } from 'vitest/config';

/** MLflow's own clients against Capstan and against MLflow's own server: needs Python, and a package index or a warm cache of one. */
export default defineConfig({
  test: {
    include: ['test/mlflow/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    reporters: ['default', './test/reporter.ts'],
  },
});
