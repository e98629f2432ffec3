import type { Bench } from './bench.ts';

/** All benchmarks, in the order of the table; each is loaded in the process that runs it. */
export const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  http: async () => (await import('./predict-over-http.ts')).predictOverHttp,
};
