import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What runs Python: needs Python 3.11 or newer, and the network once for its packages. */
export default defineConfig({
  resolve: { alias: { capstan: fileURLToPath(new URL('src/sdk/index.ts', import.meta.url)) } },
  test: {
    include: ['test/python/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 900_000,
    reporters: ['default', './test/reporter.ts'],
  },
});
