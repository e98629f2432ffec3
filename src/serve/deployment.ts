import type { Digest } from '../kernel/index.ts';

/** A named endpoint, and which releases its traffic goes to. Every change makes a new `policyVersion`. */
export interface Deployment {
  readonly name: string;
  readonly champion: Digest;
  /** The release on trial and the share of units (0..1) it decides for; units keep their arm while the share grows. */
  readonly challenger: { readonly release: Digest; readonly share: number; readonly salt: string } | null;
  /** Releases that score everything and decide nothing. */
  readonly shadows: readonly Digest[];
  readonly policyVersion: number;
}

/** How the project serves. */
export interface Serving {
  /** @default the project's name */
  readonly deployment?: string;
  /** `durable` answers after the log is on disk; `fast` may lose the last moments in a crash. @default 'durable' */
  readonly log?: 'durable' | 'fast';
}
