/** Every fourth row chooses; of large references fewer, some 2,000 in all. */
const STRIDE = 4;
const SAMPLE = 2000;

/**
 * Of a reference's rows, each whose position is a multiple of this chooses what goes with what. The others are counted: rows fit what they have chosen better than those of any batch do, and the more there was to choose
 * among, the better.
 */
export const choosingStride = (rows: number): number => Math.max(STRIDE, Math.floor(rows / SAMPLE));
