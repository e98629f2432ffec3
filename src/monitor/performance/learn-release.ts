import type { Digest } from '../../kernel/index.ts';
import { acts } from '../../scope/index.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import type { Learnt, ScoredRows } from './judging.ts';

/** Test rows that are scored, at most, evenly spread: enough for what scores mean. */
const MOST = 10_000;

/** What is known of a release from the test rows that it was released by. Scored once a release while the room is open, and learned with the draws of `monitor evaluate`, which makes the same figures of the same rows. */
export function learnRelease(monitor: MonitorMeans, release: Digest): Promise<Learnt> {
  const { learnt, judging } = monitor;
  const learning = learnt.get(release) ?? scoreTestRows(monitor, release).then((rows) => judging.learn(rows, 'estimate'));
  learnt.set(release, learning);
  // A failed learning is tried anew next time.
  learning.catch(() => learnt.delete(release));
  return learning;
}

/** The test rows of a release with its scores; of more than 10,000 so many, evenly spread. */
export async function scoreTestRows({ releases, cost }: MonitorMeans, id: Digest): Promise<ScoredRows> {
  const release = await releases.load(id);
  const { rows, labels } = await releases.testRows(id);
  const step = Math.ceil(rows.length / MOST);
  const chosen = rows.map((_, i) => i).filter((i) => i % step === 0);
  const answers = await release.decideBatch(chosen.map((i) => rows[i]!));
  const scored = chosen
    .map((i, at) => ({ inputs: rows[i]!, label: labels[i]!, answer: answers[at]! }))
    .filter(({ answer, label }) => answer.score !== null && !Number.isNaN(label));
  return {
    inputs: scored.map(({ inputs }) => inputs),
    features: scored.map(({ answer }) => answer.features!),
    scores: Float64Array.from(scored, ({ answer }) => answer.score!),
    labels: Float64Array.from(scored, ({ label }) => label),
    ...(release.classes && { probabilities: scored.map(({ answer }) => answer.probabilities!) }),
    decided: Uint8Array.from(scored, ({ answer }) => (acts(cost, answer.decision!) ? 1 : 0)),
  };
}
