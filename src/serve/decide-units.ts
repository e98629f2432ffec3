import type { Instant } from '../kernel/index.ts';
import type { Decided, LoadedRelease } from '../release/index.ts';
import { assignArm } from './assign-arm.ts';
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
  const assigned = requests.map((request) => assignArm(deployment.challenger, request.unitKey));
  const releases = assigned.map(({ arm }) => (arm === 'challenger' ? policy.challenger! : policy.champion));
  const decided = await decideEach(releases, requests);
  return requests.map((request, i): PredictionRecord => {
    const { inputs, violations, features, score, decision, rule, reason } = decided[i]!;
    return {
      predictionId: request.predictionId,
      release: releases[i]!.id,
      arm: assigned[i]!.arm,
      score,
      decision,
      rule,
      reason,
      violations,
      deployment: deployment.name,
      unitKey: request.unitKey,
      eventAt: request.eventAt,
      recordedAt,
      propensity: assigned[i]!.propensity,
      policyVersion: deployment.policyVersion,
      inputs,
      features: features && Array.from(features),
    };
  });
}

async function decideEach(releases: readonly LoadedRelease[], requests: readonly NamedRequest[]): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  const later = new Map<LoadedRelease, number[]>();
  requests.forEach((request, i) => {
    const release = releases[i]!;
    if (release.immediate) decided[i] = release.decide(request.inputs);
    else later.set(release, [...(later.get(release) ?? []), i]);
  });
  for (const [release, positions] of later) {
    const answers = await release.decideBatch(positions.map((i) => requests[i]!.inputs));
    positions.forEach((i, at) => (decided[i] = answers[at]!));
  }
  return decided;
}
