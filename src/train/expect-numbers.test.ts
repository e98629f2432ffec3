import { describe, expect, it } from 'vitest';
import { seededRandom } from '../kernel/index.ts';
import { findNumberIssues } from '../stats/index.ts';
import { expectNumbers } from './expect-numbers.ts';

const ROWS = 3_000;

/** Friedman's first function (Friedman, Annals of Statistics 1991) with noise that grows with the last feature; `change` makes a share of the numbers wrong. */
function makeTable(seed: number, wrong: { readonly share: number; change(value: number, other: number): number }) {
  const random = seededRandom(`friedman/${seed}`);
  const columns = Array.from({ length: 6 }, () => Float32Array.from({ length: ROWS }, () => random.next()));
  const at = (f: number, row: number): number => columns[f]![row]!;
  const right = Float64Array.from(
    { length: ROWS },
    (_, row) => 10 * Math.sin(Math.PI * at(0, row) * at(1, row)) + 20 * (at(2, row) - 0.5) ** 2 + 10 * at(3, row) + 5 * at(4, row) + (0.5 + 2 * at(5, row)) * random.normal(),
  );
  const isWrong = Array.from(right, () => random.next() < wrong.share);
  const labels = right.map((value, row) => (isWrong[row] ? wrong.change(value, right[random.int(ROWS)]!) : value));
  return { isWrong, table: { names: columns.map((_, f) => `x${f}`), rows: ROWS, columns, labels, eventAt: new Float64Array(ROWS) } };
}

const findIn = async (table: ReturnType<typeof makeTable>['table']): Promise<Uint32Array> => {
  const { expected, usual } = await expectNumbers(table, { folds: 5, seed: 1 });
  return findNumberIssues(table.labels.map((label, row) => (label - expected[row]!) / usual[row]!)).rows;
};

describe('numbers told by models of other rows', () => {
  it('show none as wrong where none is, though noise is not everywhere alike', async () => {
    const { table } = makeTable(1, { share: 0, change: (value) => value });
    expect((await findIn(table)).length).toBeLessThanOrEqual(2);
  }, 60_000);

  it('show those that were entered in another unit, whose neighbours do not suffer for it', async () => {
    const { table, isWrong } = makeTable(2, { share: 0.05, change: (value) => value * 10 });
    const rows = await findIn(table);
    const right = rows.filter((row) => !isWrong[row]);
    expect(right.length / rows.length).toBeLessThan(0.05);
    expect((rows.length - right.length) / isWrong.filter(Boolean).length).toBeGreaterThan(0.95);
  }, 60_000);

  it('show of those that stand in the wrong row the ones that cannot be right', async () => {
    const { table, isWrong } = makeTable(3, { share: 0.05, change: (_, other) => other });
    const rows = await findIn(table);
    expect(rows.filter((row) => !isWrong[row]).length / rows.length).toBeLessThan(0.05);
    expect(rows.length / isWrong.filter(Boolean).length).toBeGreaterThan(0.1);
  }, 60_000);
});
