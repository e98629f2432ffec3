import { BIN_SLOTS, MISSING_BIN } from './bin-slots.ts';
import type { BinEdges } from './bin-table.ts';
import { countOf, type Histogram } from './sum-histogram.ts';

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number;
  /** Count and scaled Hessians in one number: see `Histogram`. */
  readonly packed: number;
}

/** A way to divide a node: rows in bins up to `bin` go left, missing ones where `missingLeft` says. */
export interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
  readonly left: NodeSums;
}

/** What a split must keep to. */
export interface SplitLimits {
  readonly scale: number;
  readonly l2: number;
  /** Rows on each side at least. */
  readonly minLeaf: number;
  /** Sum of Hessians on each side at least: a Newton step divides by it. */
  readonly minHessian: number;
}

/**
 * The split that lowers the second-order approximation of the loss most:
 * gain = GL² / (HL + λ) + GR² / (HR + λ) − G² / (H + λ) (Chen and Guestrin 2016, eq. 7, without the factor ½).
 * Missing rows are tried on both sides; a node without any sends later ones to the side with more rows.
 * Ties go to the first feature and the lowest bin. Undefined when nothing is gained.
 */
export function findSplit(histogram: Histogram, sums: NodeSums, about: { edges: BinEdges; features: readonly number[]; limits: SplitLimits }): Split | undefined {
  const { scale, l2, minLeaf, minHessian } = about.limits;
  const count = countOf(sums.packed);
  const hessian = (sums.packed - count) / scale;
  const before = (sums.gradient * sums.gradient) / (hessian + l2);
  let best = before + 1e-9 * Math.max(1, Math.abs(before));
  let found: { feature: number; bin: number; missingLeft: boolean; gradient: number; packed: number } | undefined;

  for (const feature of about.features) {
    const start = feature * BIN_SLOTS * 2;
    const lastBin = about.edges[feature]!.length;
    const missingGradient = histogram[start + MISSING_BIN * 2]!;
    const missingPacked = histogram[start + MISSING_BIN * 2 + 1]!;
    const sides = countOf(missingPacked) > 0 ? 2 : 1;
    for (let side = 0; side < sides; side++) {
      let gradient = side === 1 ? missingGradient : 0;
      let packed = side === 1 ? missingPacked : 0;
      // With missing rows on the right, the last bin too can be a border: missing against not missing.
      const end = sides === 2 && side === 0 ? lastBin + 1 : lastBin;
      for (let bin = 0; bin < end; bin++) {
        const slot = start + bin * 2;
        const added = histogram[slot + 1]!;
        gradient += histogram[slot]!;
        packed += added;
        const leftCount = Math.floor(packed + 0.25);
        if (leftCount < minLeaf || added < 0.5) continue; // an empty bin repeats the border before it
        if (count - leftCount < minLeaf) break;
        const leftHessian = (packed - leftCount) / scale;
        const rightHessian = hessian - leftHessian;
        if (leftHessian < minHessian || rightHessian < minHessian) continue;
        const rightGradient = sums.gradient - gradient;
        const after = (gradient * gradient) / (leftHessian + l2) + (rightGradient * rightGradient) / (rightHessian + l2);
        if (after > best) {
          best = after;
          found = { feature, bin, missingLeft: side === 1, gradient, packed };
          if (sides === 1) found.missingLeft = leftCount * 2 > count;
        }
      }
    }
  }
  return found && { feature: found.feature, bin: found.bin, missingLeft: found.missingLeft, gain: best - before, left: { gradient: found.gradient, packed: found.packed } };
}
