import { FrequentTexts, HyperLogLog } from '../../stats/index.ts';
import type { ColumnProfile } from './profile.ts';
import type { ColumnSketches } from './profile-bytes.ts';
import { describeTexts, mostCommonTexts } from './profile-values.ts';
import { TextForms } from './text-forms.ts';

/** A text that holds more than one of so many and one rows is surely kept. */
const KEPT = 2048;

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
 * Profiles a column of very many texts in two passes at constant memory: the first keeps each that holds more than 1/2049 of the rows, among others, and the second counts those.
 * Only what holds so much is told, so that neither the order of rows nor how they are cut into batches matters.
 */
export class TextProfiler {
  readonly #name: string;
  readonly #distinct = new HyperLogLog();
  readonly #frequent = new FrequentTexts(KEPT);
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
    // Each different text is looked at once a batch.
    const batch = new Map<string, number>();
    for (const text of texts) if (text !== null) batch.set(text, (batch.get(text) ?? 0) + 1);
    for (const [text, count] of batch) {
      this.#distinct.addText(text);
      this.#frequent.add(text, count);
      this.#forms.add(text, count);
    }
  }

  /** What the second pass counts. */
  texts(): TextCounts {
    return new TextCounts(this.#frequent.values().map(({ value }) => value));
  }

  /** The profile; the counts must have seen the same rows. */
  profile({ counts }: TextCounts): ColumnProfile {
    // An estimate may be a little more than there can be.
    const distinct = Math.min(Math.round(this.#distinct.estimate()), this.#present);
    const top = mostCommonTexts(new Map([...counts].filter(([, count]) => count * (KEPT + 1) > this.#present)));
    return describeTexts(this.#name, { rows: this.#rows, present: this.#present, distinct, top, forms: this.#forms });
  }
}
