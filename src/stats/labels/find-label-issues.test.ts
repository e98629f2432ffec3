import { expect, it } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { findLabelIssues } from './find-label-issues.ts';

const CLASSES = 3;

/** Rows of which some labels are flipped, and the probabilities of a model that errs a little. */
function makeRows(rows: number, flipped: number) {
  const random = seededRandom(7);
  const labels = new Uint8Array(rows);
  const probabilities = new Float64Array(rows * CLASSES);
  for (let i = 0; i < rows; i++) {
    const truly = random.int(CLASSES);
    const raw = Array.from({ length: CLASSES }, (_, j) => Math.exp((j === truly ? 3 : 0) + random.normal()));
    const sum = raw.reduce((total, value) => total + value, 0);
    raw.forEach((value, j) => (probabilities[i * CLASSES + j] = value / sum));
    labels[i] = i < flipped ? (truly + 1) % CLASSES : truly;
  }
  return { classes: CLASSES, labels, probabilities };
}

it('finds most flipped labels and little else, where "the model says otherwise" is right of half at most', () => {
  const input = makeRows(4_000, 200);
  const found = Array.from(findLabelIssues(input).rows);
  const right = found.filter((row) => row < 200).length;
  expect(right / 200).toBeGreaterThan(0.8);
  expect(right / found.length).toBeGreaterThan(0.6);
  const otherwise = Array.from(input.labels.keys()).filter((i) =>
    [0, 1, 2].some((j) => input.probabilities[i * CLASSES + j]! > input.probabilities[i * CLASSES + input.labels[i]!]!),
  );
  expect(otherwise.filter((row) => row < 200).length / otherwise.length).toBeLessThan(right / found.length);
});

it('takes no row away from a class that has one, and nothing for a class that no row has', () => {
  const lonely = { classes: 3, labels: [0, 1, 1, 1], probabilities: Float64Array.of(0.4, 0.6, 0, 0.1, 0.9, 0, 0.2, 0.8, 0, 0.1, 0.9, 0) };
  const { rows, joint } = findLabelIssues(lonely);
  expect(Array.from(rows)).toEqual([]);
  expect(joint.counts[0]).toEqual([1, 0, 0]);
  expect(joint.counts[2]).toEqual([0, 0, 0]);
});

it('refuses what are no labels or probabilities, by row', () => {
  const probabilities = Float64Array.of(0.5, 0.5, 1.5, 0.5);
  expect(() => findLabelIssues({ classes: 2, labels: [0, 2], probabilities })).toThrow('the label of row 1 is 2');
  expect(() => findLabelIssues({ classes: 2, labels: [0, 1], probabilities })).toThrow('a probability of row 1 is 1.5');
  expect(() => findLabelIssues({ classes: 2, labels: [0], probabilities })).toThrow('have 4 and 2 members');
});
