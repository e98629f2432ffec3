import type { Bench } from './bench.ts';

/** All benchmarks, in the order of the table; each is loaded in the process that runs it. */
export const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  http: async () => (await import('./predict-over-http.ts')).predictOverHttp,
  noop: async () => (await import('./noop-run.ts')).noopRun,
  step: async () => (await import('./durable-step.ts')).durableStep,
  quality: async () => (await import('./data-quality.ts')).dataQuality,
  model: async () => (await import('./boosting.ts')).boosting,
  store: async () => (await import('./store.ts')).store,
  artifacts: async () => (await import('./artifacts.ts')).artifacts,
  tracking: async () => (await import('./tracking-room.ts')).trackingRoom,
  pages: async () => (await import('./runs-pages.ts')).runsPages,
  start: async () => (await import('./start-up.ts')).startUp,
};
