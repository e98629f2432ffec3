/** Slots a feature has in a histogram. */
export const BIN_SLOTS = 256;

/** The bin of missing values; values use the bins before it. */
export const MISSING_BIN = 255;
