import { totalVariation, twoSampleContingency } from '../../stats/index.ts';

/** How two counts over the same cells differ. */
export interface CellComparison {
  /** Total variation, 0..1: the share of rows that would have to move. */
  readonly distance: number;
  /** Chance that two samples of one distribution differ as much; right far out too, where many tests are corrected for each other. */
  readonly p: number;
}

/** The one test of a distribution: of a batch, of a window, and of a contract, whatever made the cells. Both sides are samples. */
export const compareCells = (here: ArrayLike<number>, there: ArrayLike<number>): CellComparison => ({
  distance: totalVariation(here, there),
  p: twoSampleContingency(here, there).tailP,
});
