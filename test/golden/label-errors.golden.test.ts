import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findLabelIssues, type LabelledProbabilities, type LabelRanking, labelQuality } from '../../src/stats/index.ts';

interface Case {
  readonly name: string;
  readonly rate: number;
  readonly classes: number;
  readonly labels: string;
  readonly probabilities: string;
  readonly joint: readonly (readonly number[])[];
  readonly pruneByNoiseRate: Readonly<Record<'self_confidence' | 'normalized_margin', readonly number[]>>;
  readonly confidentLearning: Readonly<Record<'self_confidence' | 'normalized_margin', readonly number[]>>;
}

const golden = JSON.parse(readFileSync(new URL('label-errors-cleanlab.json', import.meta.url), 'utf8')) as { cases: readonly Case[] };
const unpack = (text: string): Uint8Array => Uint8Array.from(inflateSync(Buffer.from(text, 'base64')));
const RANKINGS = { selfConfidence: 'self_confidence', normalisedMargin: 'normalized_margin' } as const;

describe.each(golden.cases)('$name with $rate of its labels flipped', (one) => {
  const input: LabelledProbabilities = {
    classes: one.classes,
    labels: unpack(one.labels),
    probabilities: Float64Array.from(new Uint16Array(unpack(one.probabilities).buffer), (coded) => coded / 65_535),
  };

  it('has the confident joint of cleanlab', () => expect(findLabelIssues(input).joint.counts).toEqual(one.joint));

  it.each(['pruneByNoiseRate', 'confidentLearning'] as const)('gives the rows of cleanlab, and in its order: %s', (method) => {
    for (const rankBy of Object.keys(RANKINGS) as LabelRanking[]) {
      const theirs = one[method][RANKINGS[rankBy]];
      const ours = findLabelIssues(input, { method, rankBy });
      expect(Array.from(ours.rows).sort((a, b) => a - b)).toEqual([...theirs].sort((a, b) => a - b));
      // Rows of equal score may change places.
      expect(Array.from(ours.scores)).toEqual(theirs.map((row) => labelQuality(input, row, rankBy)));
    }
  });
});
