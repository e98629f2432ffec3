import { limitOfNext, predictNext } from './predict-next.ts';

/**
 * The value that the next one exceeds with chance `alpha`, judged by k earlier ones of the same kind and size:
 * mean + t(k-1, 1-alpha) · sd · sqrt(1 + 1/k), the exact prediction limit for normal values. (The usual mean + 3 sd errs 3.5 % at k = 5.)
 * Infinity with fewer than two values: nothing can be called unusual yet.
 */
export const historyThreshold = (values: ArrayLike<number>, alpha: number): number => limitOfNext(predictNext(values), alpha);
