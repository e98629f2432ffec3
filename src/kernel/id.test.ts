import { expect, it } from 'vitest';
import { FakeClock } from './clock.ts';
import { newId } from './id.ts';

it('names are unlike, and sort by the time of their making', () => {
  const clock = new FakeClock();
  const names = Array.from({ length: 5_000 }, () => {
    clock.advance(1);
    return newId('run', clock);
  });
  expect(names.every((name) => /^run_[0-9a-v]{26}$/.test(name))).toBe(true);
  expect(names.toSorted()).toEqual(names);
  clock.advance(-1);
  expect(new Set(Array.from({ length: 5_000 }, () => newId('run', clock).slice(-16))).size).toBe(5_000);
});

it('every character of the random part is drawn from all 32', () => {
  const clock = new FakeClock();
  const seen = Array.from({ length: 16 }, () => new Set<string>());
  for (let i = 0; i < 2_000; i++) Array.from(newId('x', clock).slice(-16)).forEach((character, at) => seen[at]!.add(character));
  expect(seen.map((characters) => characters.size)).toEqual(Array.from({ length: 16 }, () => 32));
});
