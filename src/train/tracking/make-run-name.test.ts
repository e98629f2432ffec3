import { expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { makeRunName } from './make-run-name.ts';

it('a name for a run is short, and there are many', () => {
  const random = seededRandom(1);
  const names = Array.from({ length: 1000 }, () => makeRunName(random));
  for (const name of names) expect(name).toMatch(/^(?=.{7,20}$)[a-z]+-[a-z]+-\d{1,3}$/);
  expect(new Set(names).size).toBeGreaterThan(990);
});
