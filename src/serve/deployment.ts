import { type Digest, digestSchema, orNull, type Problem, Type, type ValueOf } from '../kernel/index.ts';

export const deploymentSchema = Type.Object({
  name: Type.String(),
  champion: digestSchema('the release that answers'),
  challenger: orNull(
    Type.Object(
      { release: digestSchema('the release'), share: Type.Number({ description: 'of units, 0..1, that it decides for' }), salt: Type.String({ description: 'draws the units' }) },
      { description: 'the release on trial; units keep their arm while its share grows' },
    ),
  ),
  shadows: Type.Array(digestSchema('a release'), {
    description: 'releases that score everything and decide nothing; one that is also champion or challenger skips the units it decides on',
  }),
  policyVersion: Type.Integer({ description: 'one more with every change' }),
});

/** A named endpoint, and which releases its traffic goes to. Every change makes a new `policyVersion`. */
export type Deployment = ValueOf<typeof deploymentSchema>;

/** What to change of a traffic policy; what is absent stays. */
export interface PolicyChange {
  readonly champion?: Digest;
  /** Without a salt, a release that is on trial keeps its own and a new one gets a new one. */
  readonly challenger?: { readonly release: Digest; readonly share: number; readonly salt?: string } | null;
  readonly shadows?: readonly Digest[];
}

/** How the project serves. */
export interface Serving {
  /** Its name in URLs, logs and reports. @default the project's name */
  readonly deployment?: string;
  /** `durable` answers after the log is on disk; `fast` may lose the last moments in a crash. @default 'durable' */
  readonly log?: 'durable' | 'fast';
}

/**
 * The policy after a change. A challenger that became champion is on trial no longer.
 * The problems of a change that cannot be made come back instead.
 */
export function changePolicy(before: Deployment | null, change: PolicyChange, name: string): { readonly after: Deployment } | { readonly problems: readonly Problem[] } {
  const champion = change.champion ?? before?.champion;
  if (champion === undefined) return { problems: [{ path: '/champion', message: 'must be given: there is none yet' }] };
  const policyVersion = (before?.policyVersion ?? 0) + 1;
  const asked = change.challenger === undefined ? (before?.challenger ?? null) : change.challenger;
  const problems: Problem[] = [];
  if (change.challenger?.release === champion) problems.push({ path: '/challenger/release', message: 'is the champion itself' });
  if (asked !== null && !(asked.share >= 0 && asked.share <= 1)) problems.push({ path: '/challenger/share', message: `is ${asked.share}; it must lie between 0 and 1` });
  if (problems.length > 0) return { problems };
  const kept = asked !== null && before?.challenger?.release === asked.release ? before.challenger.salt : undefined;
  const challenger = asked === null || asked.release === champion ? null : { release: asked.release, share: asked.share, salt: asked.salt ?? kept ?? `${name}/${policyVersion}` };
  return { after: { name, champion, challenger, shadows: [...new Set(change.shadows ?? before?.shadows ?? [])], policyVersion } };
}
