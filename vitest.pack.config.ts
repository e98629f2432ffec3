import { defineConfig } from 'vitest/config';

/** What is published: needs a registry, or a warm cache of one. */
export default defineConfig({
  test: {
    include: ['test/pack/**/*.test.ts'],
    pool: 'forks',
    reporters: ['default', './test/reporter.ts'],
  },
});
