import { defineErrors, errorKind } from '../kernel/index.ts';

/** What the arithmetic refuses to work with. */
export const statsErrors = defineErrors('STATS', {
  OUT_OF_RANGE: errorKind<{ what: string; value: unknown; must: string }>({
    status: 400,
    message: (f) => `${f.what} is ${String(f.value)}, it must be ${f.must}`,
    remedy: (f) => `give ${f.what} as ${f.must}`,
  }),
  LENGTHS_DIFFER: errorKind<{ what: string; a: number; b: number }>({
    status: 400,
    message: (f) => `${f.what} have ${f.a} and ${f.b} members`,
    remedy: () => 'give both with one member for each row or bin',
  }),
  STATE_UNKNOWN: errorKind<{ test: string; kind: unknown }>({
    status: 409,
    message: (f) => `a stored state of kind ${String(f.kind)} cannot be resumed as ${f.test}`,
    remedy: () => 'resume it with the function that belongs to its kind, or start the test anew',
  }),
});
