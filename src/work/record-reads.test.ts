import { expect, it } from 'vitest';
import { recordReads } from './record-reads.ts';

const params = { trees: 100, depth: { max: 3 }, note: 'x' };
const readBy = (body: (p: typeof params & Record<string, unknown>) => unknown): readonly string[] => {
  const recorded = recordReads(params);
  body(recorded.params as never);
  return recorded.reads();
};

it.each<[string, (p: typeof params & Record<string, unknown>) => unknown, string[]]>([
  ['nothing', () => 1, []],
  ['one, deep inside', (p) => p.depth.max, ['depth']],
  ['an absent one', (p) => p['missing'], ['missing']],
  ['whether it is there', (p) => 'trees' in p, ['trees']],
  ['Object.hasOwn', (p) => Object.hasOwn(p, 'note'), ['note']],
  ['destructuring', ({ trees, note }) => [trees, note], ['note', 'trees']],
  ['a rest', ({ trees: _, ...rest }) => rest, ['*']],
  ['JSON', (p) => JSON.stringify(p), ['*']],
  ['keys', (p) => Object.keys(p), ['*']],
])('notes %s', (_, body, reads) => {
  expect(readBy(body)).toEqual(reads);
});

it('shows the values as they are, and a change of them goes nowhere', () => {
  const recorded = recordReads(params);
  expect({ ...recorded.params }).toEqual(params);
  (recorded.params as { depth: { max: number } }).depth.max = 4;
  expect(params.depth.max).toBe(3);
});
