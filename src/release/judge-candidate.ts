import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Digest } from '../kernel/index.ts';
import { classesOf, type Scope } from '../scope/index.ts';
import { measureQuality } from '../train/index.ts';
import {
  CHAMPION_ITSELF,
  type ChampionScore,
  checkBaseline,
  checkChampion,
  checkGoal,
  checkLatency,
  checkOutputs,
  checkParity,
  checkSize,
  checkSlices,
  type ServedRows,
} from './gate-checks.ts';
import type { Decided, LoadedRelease } from './loaded-release.ts';
import type { Gate, GateReport } from './release.ts';

/** Rows decided before other work gets its turn. */
const SLICE = 256;
/** Rows that are timed together: so few that a pause of the machine falls into few of the times. */
const TIMED = 16;
/** Rows that a second process scores again. */
const REPEATED = 2_000;

/** What the gate looks at. */
export interface JudgedCandidate {
  readonly id: Digest;
  readonly candidate: LoadedRelease;
  readonly champion: LoadedRelease | null;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly labels: Float64Array;
}

/** Runs every check of the gate, whatever the others say. */
export async function judgeCandidate(judged: JudgedCandidate, scope: Scope, gate: Gate): Promise<GateReport> {
  const { candidate, rows, labels } = judged;
  const { evaluation } = candidate;
  const metric = scope.metric.name;
  await candidate.warm();
  const timed = await decideAll(candidate, rows);
  const served = { ...summarise(timed.decided, { labels, scope, microsPerRow: timed.microsPerRow }), repeated: await repeat(candidate, rows, timed.decided) };
  const checks = [
    checkGoal(evaluation, scope.metric),
    checkBaseline(evaluation),
    checkSlices(evaluation, gate),
    judged.champion?.id === judged.id
      ? CHAMPION_ITSELF
      : checkChampion({ metric, value: served.quality }, judged.champion && (await scoreChampion(judged.champion, judged, scope)), gate),
    checkOutputs(served),
    checkParity(evaluation, served),
    checkLatency(served, gate),
    checkSize(candidate.bytes, gate),
  ];
  return { passed: checks.every((check) => check.passed), checks, release: judged.id };
}

/** What the same report says once the candidate has become the champion: only the comparison with the champion is another. */
export const judgedAsChampion = (report: GateReport): GateReport => ({
  ...report,
  checks: report.checks.map((check) => (check.name === CHAMPION_ITSELF.name ? CHAMPION_ITSELF : check)),
});

/** Decides on all rows as serving does; the time of a row is the median over small parts of them, which a pause of the machine does not move. */
async function decideAll(release: LoadedRelease, rows: JudgedCandidate['rows']): Promise<{ decided: Decided[]; microsPerRow: number }> {
  const decided: Decided[] = [];
  const times: number[] = [];
  for (let from = 0; from < rows.length; from += SLICE) {
    const slice = rows.slice(from, from + SLICE);
    const part = release.immediate ? TIMED : SLICE;
    for (let at = 0; at < slice.length; at += part) {
      const timed = slice.slice(at, at + part);
      const started = performance.now();
      if (release.immediate) for (const row of timed) decided.push(release.decide(row));
      else decided.push(...(await release.decideBatch(timed)));
      times.push(((performance.now() - started) * 1000) / timed.length);
    }
    await nextTurn();
  }
  times.sort((a, b) => a - b);
  return { decided, microsPerRow: times[(times.length - 1) >> 1] ?? 0 };
}

/** Has a process that has answered nothing yet score the first rows again; null for a model that has no process of its own. */
async function repeat(release: LoadedRelease, rows: JudgedCandidate['rows'], before: readonly Decided[]): Promise<ServedRows['repeated']> {
  if (release.runtime !== 'mlflow') return null;
  await release.restart();
  const again = (await decideAll(release, rows.slice(0, REPEATED))).decided;
  const difference = again.reduce((most, { score }, at) => Math.max(most, score === before[at]!.score ? 0 : Math.abs((score ?? Infinity) - (before[at]!.score ?? -Infinity))), 0);
  return { rows: again.length, difference };
}

/** Answers, the scores that the metric is measured by, and outcomes, of units with a score and a known outcome. */
interface Scored {
  readonly answers: Float64Array;
  readonly scores: Float64Array;
  readonly labels: Float64Array;
}

function scored(decided: readonly Decided[], labels: Float64Array, classes: readonly string[]): Scored {
  const kept = decided.flatMap((unit, at) => (unit.score === null || Number.isNaN(labels[at]!) ? [] : [at]));
  const answers = Float64Array.from(kept, (at) => decided[at]!.score!);
  const scores = classes.length === 0 ? answers : Float64Array.from(kept.flatMap((at) => classes.map((name) => decided[at]!.probabilities?.[name] ?? 0)));
  return { answers, scores, labels: Float64Array.from(kept, (at) => labels[at]!) };
}

function summarise(
  decided: readonly Decided[],
  { labels, scope, microsPerRow }: { readonly labels: Float64Array; readonly scope: Scope; readonly microsPerRow: number },
): Omit<ServedRows, 'repeated'> {
  const known = scored(decided, labels, classesOf(scope.cost));
  const refused = decided.filter((unit) => unit.refused);
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const score of known.answers) {
    minimum = Math.min(minimum, score);
    maximum = Math.max(maximum, score);
  }
  return {
    rows: decided.length,
    refused: refused.length,
    firstRefusal: refused[0]?.reason ?? null,
    quality: measureQuality(scope.metric.name, known.scores, known.labels),
    minimum,
    maximum,
    distinct: new Set(known.answers).size,
    microsPerRow,
  };
}

async function scoreChampion(champion: LoadedRelease, { rows, labels }: JudgedCandidate, { metric, cost }: Scope): Promise<ChampionScore> {
  const { decided } = await decideAll(champion, rows);
  const known = scored(decided, labels, classesOf(cost));
  const reason = decided.find((unit) => unit.refused)?.reason ?? '';
  // A champion that refuses most of these rows asks for other columns: its few scores would prove nothing.
  return { value: known.labels.length * 2 < rows.length ? null : measureQuality(metric.name, known.scores, known.labels), scored: known.labels.length, reason };
}
