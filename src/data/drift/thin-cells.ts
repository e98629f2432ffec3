import { seededRandom } from '../../kernel/index.ts';

/** So many of the counted rows, drawn without replacement; the same every time. */
export function thinCells(cells: readonly number[], rows: number): number[] {
  let left = cells.reduce((a, b) => a + b, 0);
  let wanted = Math.min(rows, left);
  const random = seededRandom(`thin ${left} to ${rows}`);
  return cells.map((count) => {
    let taken = 0;
    for (let i = 0; i < count && wanted > 0; i++, left--)
      if (random.next() * left < wanted) {
        taken++;
        wanted--;
      }
    return taken;
  });
}
