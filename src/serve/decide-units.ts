import type { Instant } from '../kernel/index.ts';
import type { Decided, LoadedRelease } from '../release/index.ts';
import { assignArm, type Assignment } from './assign-arm.ts';
import type { Deployment } from './deployment.ts';
import type { PredictionRecord, PredictionRequest } from './prediction.ts';

/** A traffic policy with its releases in memory: what one request is answered by, from its begin to its end. */
export interface ActivePolicy {
  readonly deployment: Deployment;
  readonly champion: LoadedRelease;
  readonly challenger: LoadedRelease | null;
  readonly shadows: readonly LoadedRelease[];
}

/** A request that has its name and its event time. */
export type NamedRequest = PredictionRequest & { readonly predictionId: string; readonly eventAt: Instant };

/**
 * Decides on units under one policy: their arms, and what their releases say. Nothing waits when the models are compiled;
 * others are asked once for all their units. Throws what the feature code of a release throws (RELEASE_FEATURES_FAILED).
 */
export async function decideUnits(policy: ActivePolicy, requests: readonly NamedRequest[], recordedAt: Instant): Promise<PredictionRecord[]> {
  const { deployment } = policy;
  const records: PredictionRecord[] = [];
  const later = new Map<LoadedRelease, { readonly at: number; readonly assignment: Assignment }[]>();
  const record = (at: number, release: LoadedRelease, about: { readonly assignment: Assignment; readonly decided: Decided }): void => {
    const { predictionId, unitKey, eventAt } = requests[at]!;
    const { assignment, decided } = about;
    records[at] = {
      predictionId,
      release: release.id,
      arm: assignment.arm,
      score: decided.score,
      ...(decided.probabilities !== undefined && { predicted: decided.predicted ?? null, probabilities: decided.probabilities }),
      decision: decided.decision,
      rule: decided.rule,
      reason: decided.reason,
      violations: decided.violations,
      deployment: deployment.name,
      unitKey,
      eventAt,
      recordedAt,
      propensity: assignment.propensity,
      policyVersion: deployment.policyVersion,
      inputs: decided.inputs,
      features: decided.features && copyOf(decided.features),
    };
  };
  requests.forEach((request, at) => {
    const assignment = assignArm(deployment.challenger, request.unitKey);
    const release = assignment.arm === 'challenger' ? policy.challenger! : policy.champion;
    if (release.immediate) return record(at, release, { assignment, decided: release.decide(request.inputs) });
    const others = later.get(release);
    if (others) others.push({ at, assignment });
    else later.set(release, [{ at, assignment }]);
  });
  for (const [release, units] of later) {
    const answers = await release.decideBatch(units.map(({ at }) => requests[at]!.inputs));
    units.forEach(({ at, assignment }, i) => record(at, release, { assignment, decided: answers[i]! }));
  }
  return records;
}

/** A plain array, which JSON needs; `Array.from` takes ten times as long. */
function copyOf(values: Float64Array): number[] {
  const copy: number[] = [];
  for (let i = 0; i < values.length; i++) copy.push(values[i]!);
  return copy;
}
