import { FrequentTexts, HyperLogLog } from '../../stats/index.ts';
import type { ColumnProfile } from './profile.ts';
import type { ColumnSketches } from './profile-bytes.ts';
import { describeTextCounts, describeTexts, mostCommonTexts } from './profile-values.ts';
import { TextForms } from './text-forms.ts';

/** Different texts that are counted exactly in the first pass. */
const COUNTED = 2048;

/** Counts chosen texts exactly, in a second pass. */
export class TextCounts {
  readonly counts = new Map<string, number>();

  constructor(texts: readonly string[]) {
    for (const text of texts) this.counts.set(text, 0);
  }

  addAll(texts: readonly (string | null)[]): void {
    for (const text of texts) {
      const count = text === null ? undefined : this.counts.get(text);
      if (count !== undefined) this.counts.set(text!, count + 1);
    }
  }
}

/**
 * Profiles a column of texts in one pass at constant memory. Exact up to 2,048 different texts; of more, a second pass counts the ones that are kept, among which
 * is each that holds more than 1/2049 of the rows.
 */
export class TextProfiler {
  readonly #name: string;
  readonly #distinct = new HyperLogLog();
  readonly #frequent = new FrequentTexts(COUNTED);
  readonly #forms = new TextForms();
  #rows = 0;
  #present = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get sketches(): ColumnSketches {
    return { moments: null, distinct: this.#distinct, quantiles: null };
  }

  addAll(texts: readonly (string | null)[], nulls: number): void {
    this.#rows += texts.length;
    this.#present += texts.length - nulls;
    // Most columns hold few texts: each is looked at once a batch.
    const batch = new Map<string, number>();
    for (const text of texts) if (text !== null) batch.set(text, (batch.get(text) ?? 0) + 1);
    for (const [text, count] of batch) {
      this.#distinct.addText(text);
      this.#frequent.add(text, count);
      this.#forms.add(text, count);
    }
  }

  /** What the second pass counts; undefined when none is needed. */
  texts(): TextCounts | undefined {
    return this.#frequent.short === 0 ? undefined : new TextCounts(this.#frequent.values().map(({ value }) => value));
  }

  /** The profile; the counts must have seen the same rows. */
  profile(counted: TextCounts | undefined): ColumnProfile {
    if (counted === undefined) return describeTextCounts(this.#name, this.#rows, new Map(this.#frequent.values().map(({ value, count }) => [value, count])));
    const distinct = Math.round(this.#distinct.estimate());
    return describeTexts(this.#name, { rows: this.#rows, present: this.#present, distinct, top: mostCommonTexts(counted.counts), forms: this.#forms });
  }
}
