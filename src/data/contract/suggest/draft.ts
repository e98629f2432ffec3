import type { RowCondition } from '../contract.ts';
import type { AnyTableTest } from '../table-test.ts';

/** A test that waits for its part of the budget of false alarms: what it is at a level, or why it is of no use there. */
export interface Draft {
  /** The columns that it is about. */
  readonly about: string;
  readonly at: (level: number) => { readonly test: AnyTableTest } | { readonly condition: RowCondition } | { readonly useless: string };
}

/** A share as people read it. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** Shares are rounded up, so that what is printed is what is tested. */
export const roundUp = (share: number): number => {
  const scale = 10 ** (2 - Math.floor(Math.log10(share)));
  return Math.min(1, Math.ceil(share * scale) / scale);
};

/** A bound so far from what was seen says nothing. */
export const USELESS = 0.3;
