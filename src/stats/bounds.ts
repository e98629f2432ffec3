/** A closed interval of real numbers, `[low, high]`. */
export type Bounds = readonly [low: number, high: number];
