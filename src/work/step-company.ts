import type { Step } from './step.ts';

/** What goes along with one run of a command and is no part of its identity: it differs every time. */
export interface StepCompany {
  /** Variables that the command sees beside those that the step declares. */
  readonly env: Readonly<Record<string, string>>;
  /** Values that must not show in what the command prints. */
  readonly secrets: readonly string[];
  /** Asked when the command ended well without writing some outputs as files, by name with their paths: whatever it can, it puts there. */
  supply(missing: Readonly<Record<string, string>>): Promise<void>;
  /** Always called in the end. */
  leave(): Promise<void>;
}

/** Finds company for a command that is about to run; undefined for none. */
export type Accompany = (step: Step) => Promise<StepCompany | undefined>;
