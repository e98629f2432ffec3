import type { Digest } from '../../kernel/index.ts';
import type { Release } from '../release.ts';
import type { By } from './change.store.ts';

/** The alias that names the release which answers. */
export const CHAMPION = 'champion';

/** A deployment whose releases are versions of a registered model; the assembler gives it, because traffic and policy are decided elsewhere. */
export interface DeployedModel {
  /** Of the deployment, and of the registered model that has its releases. */
  readonly name: string;
  /** The release that answers; null before the first. */
  champion(): Promise<Digest | null>;
  /** Makes a release the champion as far as the policy of the project lets a person: `queued` when it must win a trial first. Throws when it may not. */
  promote(release: Release, by: By): Promise<'champion' | 'queued'>;
}
