import type { ByteReader, ByteWriter } from '../kernel/index.ts';

/** Scores that are almost the same. Bins and what they hold merge by adding. */
export interface ScoreBin {
  /** Which bin: see `binOfScore`. */
  readonly bin: number;
  readonly rows: number;
  /** Sum over its rows of how far they lie into the bin, in 256ths of its width. */
  readonly into: number;
}

/** The scores that were given one decision, in bins of rising number. */
export interface DecisionScores {
  readonly decision: string;
  readonly bins: readonly ScoreBin[];
}

/** Bins in each power of two: a bin is at most 1/128 of its scores wide, so that a chance has some 850 bins above 1 %, and a score in any other range has them too. */
const BITS = 7;
/** Of what lies between two bins, so many bits say where; the mean score of a bin is known to 2⁻¹⁵ of it. */
const INTO = 8;
/** Of the mantissa's 20 bits in the upper half of a double. */
const SHIFT = 20 - BITS;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** Counts the scores of one stretch by decision: some 20 ns a score, 12 bytes a bin. */
export class ScoreCounter {
  readonly #decisions = new Map<string, BinTable>();

  add(decision: string, score: number): void {
    let table = this.#decisions.get(decision);
    if (table === undefined) this.#decisions.set(decision, (table = new BinTable()));
    double[0] = score + 0;
    const high = halves[1]!;
    table.add(high >>> SHIFT, (high >>> (SHIFT - INTO)) & 0xff);
  }

  counts(): DecisionScores[] {
    return [...this.#decisions].map(([decision, table]) => ({ decision, bins: table.bins() })).sort(byDecision);
  }
}

const byDecision = (a: DecisionScores, b: DecisionScores): number => (a.decision < b.decision ? -1 : 1);

/** Bins that hold something, by open addressing; it grows at seven eighths. */
class BinTable {
  #size = 0;
  /** Of each slot: the bin and 1, or 0 for none; rows; into. */
  #slots = new Uint32Array(3 * 8);
  /** Rows whose sum has outgrown 32 bits are kept as numbers. */
  #large: Map<number, number> | undefined;

  add(bin: number, into: number): void {
    const slots = this.#slots;
    const at = slotOf(slots, bin);
    if (slots[at] === 0) {
      slots[at] = bin + 1;
      this.#size++;
    }
    slots[at + 1]!++;
    if (slots[at + 2]! > 0xffffff00) {
      this.#large ??= new Map();
      this.#large.set(bin, (this.#large.get(bin) ?? 0) + slots[at + 2]!);
      slots[at + 2] = 0;
    }
    slots[at + 2]! += into;
    if (8 * this.#size > (7 * slots.length) / 3) this.#grow();
  }

  #grow(): void {
    const before = this.#slots;
    const after = (this.#slots = new Uint32Array(2 * before.length));
    for (let i = 0; i < before.length; i += 3) if (before[i] !== 0) after.set(before.subarray(i, i + 3), slotOf(after, before[i]! - 1));
  }

  bins(): ScoreBin[] {
    const found: ScoreBin[] = [];
    const slots = this.#slots;
    for (let i = 0; i < slots.length; i += 3) {
      if (slots[i] === 0) continue;
      const bin = slots[i]! - 1;
      found.push({ bin, rows: slots[i + 1]!, into: slots[i + 2]! + (this.#large?.get(bin) ?? 0) });
    }
    return found.sort((a, b) => a.bin - b.bin);
  }
}

/** Where a bin is, or would be. */
function slotOf(slots: Uint32Array, bin: number): number {
  const capacity = slots.length / 3;
  let slot = (Math.imul(bin, 0x9e3779b1) >>> 8) & (capacity - 1);
  while (slots[3 * slot] !== 0 && slots[3 * slot] !== bin + 1) slot = (slot + 1) & (capacity - 1);
  return 3 * slot;
}

/** What a bin's mean may fall short of the mean of its scores, as a share of it. */
export const SHORT_OF_MEAN = 2 ** -(BITS + INTO);

/** The mean score of a bin, or at most `SHORT_OF_MEAN` of it less: never above the largest score. */
export function meanOfBin({ bin, rows, into }: ScoreBin): number {
  const from = edgeOf(bin);
  return from + ((edgeOf(bin + 1) - from) * (into / rows)) / 256;
}

function edgeOf(bin: number): number {
  halves[0] = 0;
  halves[1] = (bin << SHIFT) >>> 0;
  return double[0]!;
}

/** Two stretches together. */
export function mergeScores(a: readonly DecisionScores[], b: readonly DecisionScores[]): DecisionScores[] {
  const decisions = new Map<string, readonly ScoreBin[]>(a.map(({ decision, bins }) => [decision, bins]));
  for (const { decision, bins } of b) decisions.set(decision, mergeBins(decisions.get(decision) ?? [], bins));
  return Array.from(decisions, ([decision, bins]) => ({ decision, bins })).sort(byDecision);
}

function mergeBins(a: readonly ScoreBin[], b: readonly ScoreBin[]): readonly ScoreBin[] {
  const merged: ScoreBin[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length;) {
    const [left, right] = [a[i], b[j]];
    if (right === undefined || (left !== undefined && left.bin < right.bin)) {
      merged.push(left!);
      i++;
    } else if (left === undefined || right.bin < left.bin) {
      merged.push(right);
      j++;
    } else {
      merged.push({ bin: left.bin, rows: left.rows + right.rows, into: left.into + right.into });
      i++;
      j++;
    }
  }
  return merged;
}

/** Writes scores: some 4 bytes a bin. */
export function writeScores(writer: ByteWriter, scores: readonly DecisionScores[]): void {
  writer.count(scores.length);
  for (const { decision, bins } of scores) {
    writer.text(decision);
    writer.count(bins.length);
    let before = 0;
    for (const { bin, rows, into } of bins) {
      for (const count of [bin - before, rows, into]) writer.count(count);
      before = bin;
    }
  }
}

/** Reads what `writeScores` wrote. Throws BYTES_MALFORMED. */
export function readScores(reader: ByteReader): DecisionScores[] {
  return Array.from({ length: reader.length(2) }, () => {
    const decision = reader.text();
    let bin = 0;
    const bins = Array.from({ length: reader.length(3) }, () => ({ bin: (bin += reader.count()), rows: reader.count(), into: reader.count() }));
    return { decision, bins };
  });
}
