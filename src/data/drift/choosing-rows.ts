/** Every so manieth row chooses, of large references fewer. */
const STRIDE = 4;
const SAMPLE = 2000;

/**
 * Which rows of a reference choose what goes with what: every so manieth. The others are counted: rows fit what they have chosen better than those of any batch do, and the more there was to choose among, the better.
 */
export const choosingStride = (rows: number): number => Math.max(STRIDE, Math.floor(rows / SAMPLE));
