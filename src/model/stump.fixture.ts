import type { Tree } from './tree-ensemble.ts';

/** A tree of one test, for the tests of this room. */
export const stump = (feature: number, threshold: number): Tree => ({
  feature: Int32Array.of(feature, -1, -1),
  threshold: Float32Array.of(threshold, 0, 0),
  missingLeft: Uint8Array.of(1, 0, 0),
  left: Int32Array.of(1, 0, 0),
  right: Int32Array.of(2, 0, 0),
  value: Float32Array.of(0, -0.5, 0.75),
});
