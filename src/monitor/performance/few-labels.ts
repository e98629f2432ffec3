/** Fewer labels of a window than this say nothing of a model. */
export const FEW_LABELS = 200;
