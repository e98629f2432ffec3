import { expect, it } from 'vitest';
import { joinNeighbours } from './join-neighbours.ts';

it('joins stretches that touch or overlap, says what they are together, and leaves those apart', () => {
  const stretch = (from: number, to: number, why: string) => ({ from, to, why });
  const stretches = [stretch(0, 2, 'a'), stretch(2, 3, 'b'), stretch(2, 9, 'c'), stretch(4, 5, 'd'), stretch(10, 11, 'e')];
  expect(joinNeighbours(stretches, (last, next) => ({ ...last, why: last.why + next.why }))).toEqual([stretch(0, 9, 'abcd'), stretch(10, 11, 'e')]);
  expect(joinNeighbours([stretch(0, 2, 'a'), stretch(2, 3, 'b')])).toEqual([stretch(0, 3, 'a')]);
  expect(joinNeighbours([])).toEqual([]);
});
