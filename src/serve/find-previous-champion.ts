import type { Digest } from '../kernel/index.ts';
import type { Deployment } from './deployment.ts';
import type { PolicyAction } from './serve.store.ts';

/**
 * The champion to roll back to: the one before the present reign. A roll back ends a reign instead of beginning one,
 * so rolling back twice goes two champions back, not to and fro. Null when the first one reigns.
 */
export function findPreviousChampion(policies: readonly { readonly action: PolicyAction; readonly policy: Deployment }[]): Digest | null {
  const reigns: Digest[] = [];
  for (const { action, policy } of policies) {
    if (policy.champion === reigns.at(-1)) continue;
    if (action === 'rollback') reigns.length = Math.max(0, reigns.lastIndexOf(policy.champion));
    reigns.push(policy.champion);
  }
  return reigns.at(-2) ?? null;
}
