import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestOfBytes, type JsonValue } from '../kernel/index.ts';
import { keyOf, staticKeyOf, type StepIdentity } from './identify-step.ts';

const name = fc.stringMatching(/^[a-z]{1,4}$/);
const digest = fc.nat(30).map((n) => digestOfBytes(String(n)));
const dictionary = <T>(values: fc.Arbitrary<T>) => fc.dictionary(name, values, { maxKeys: 3 });
const identities: fc.Arbitrary<StepIdentity> = fc.record({
  code: fc.option(digest),
  codeFiles: dictionary(digest),
  bundler: fc.constantFrom(null, '0.28.1', '0.28.2'),
  packages: fc.array(fc.record({ name, version: name, integrity: name }), { maxLength: 2 }),
  runtime: fc.record({ node: name, platform: name, architecture: name }),
  command: fc.option(fc.record({ argv: fc.array(fc.string(), { minLength: 1, maxLength: 3 }), executable: digest })),
  inputs: dictionary(fc.array(digest, { maxLength: 2 })),
  files: dictionary(digest),
  env: dictionary(fc.option(digest)),
  outputs: fc.array(name, { maxLength: 2 }),
});
const params = fc.dictionary(name, fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<JsonValue>, { maxKeys: 3 });
const counted = ({ codeFiles: _, ...rest }: StepIdentity): unknown => rest;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? {
          members: Object.entries(value)
            .map(([k, v]) => [k, sorted(v)] as const)
            .toSorted(([x], [y]) => (x < y ? -1 : 1)),
        }
      : Object.is(value, -0)
        ? 0
        : value;

it('changes when, and only when, a part that counts changes', () => {
  fc.assert(
    fc.property(identities, identities, (a, b) => {
      expect(staticKeyOf(a) === staticKeyOf(b)).toBe(same(counted(a), counted(b)));
    }),
    { seed: 1, numRuns: 300 },
  );
  fc.assert(
    fc.property(identities, identities, fc.constantFrom(...(['code', 'bundler', 'packages', 'runtime', 'command', 'inputs', 'files', 'env', 'outputs'] as const)), (a, b, part) => {
      expect(staticKeyOf({ ...a, [part]: b[part] }) === staticKeyOf(a)).toBe(same(a[part], b[part]));
    }),
    { seed: 2, numRuns: 500 },
  );
});

it('does not depend on which files the same code came from', () => {
  fc.assert(
    fc.property(identities, identities, (a, b) => {
      expect(staticKeyOf({ ...a, codeFiles: b.codeFiles })).toBe(staticKeyOf(a));
    }),
    { seed: 3 },
  );
});

it('counts the parameters that were read, and no others', () => {
  const staticKey = digestOfBytes('s');
  fc.assert(
    fc.property(params, params, fc.array(name, { maxLength: 3 }), (a, b, reads) => {
      const view = (p: Record<string, JsonValue>): unknown => reads.map((read) => (Object.hasOwn(p, read) ? [p[read]] : []));
      expect(keyOf(staticKey, reads, a) === keyOf(staticKey, reads, b)).toBe(same(view(a), view(b)));
      expect(keyOf(staticKey, ['*'], a) === keyOf(staticKey, ['*'], b)).toBe(same(a, b));
    }),
    { seed: 4, numRuns: 500 },
  );
});
