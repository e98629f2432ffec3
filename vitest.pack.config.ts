import { defineConfig } from 'vitest/config';

/** What is published: needs a registry, or a warm cache of one. */
export default defineConfig({
  test: {
    include: ['test/pack/**/*.test.ts'],
    pool: 'forks',
    // Packages are fetched and installed: this is to catch what hangs.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    reporters: ['default', './test/reporter.ts'],
  },
});
