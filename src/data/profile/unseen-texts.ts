import { FrequentTexts } from '../../stats/index.ts';
import { leastOf } from './counter-memory.ts';
import type { FrequentCount } from './profile.ts';
import { isSpecialText } from './special-texts.ts';

/** Ways to write texts that say nothing, blanks and capitals included. */
const MOST_SPECIAL = 64;

/** The frequent ones of texts that a reference does not list; those that say nothing are counted exactly. */
export class UnseenTexts {
  readonly #frequent = new FrequentTexts();
  /** Made when the first comes. */
  #special: Map<string, number> | undefined;

  add(text: string): void {
    if (!isSpecialText(text) || !this.#addSpecial(text)) this.#frequent.add(text);
  }

  /** False when there is no room for one more way to write it. */
  #addSpecial(text: string): boolean {
    this.#special ??= new Map();
    const before = this.#special.get(text);
    if (before === undefined && this.#special.size === MOST_SPECIAL) return false;
    this.#special.set(text, (before ?? 0) + 1);
    return true;
  }

  /** Of so many rows. */
  frequent(rows: number): FrequentCount[] {
    return this.#frequent.values(leastOf(rows, this.#frequent.short));
  }

  special(): FrequentCount[] {
    return Array.from(this.#special ?? [], ([value, count]) => ({ value, count, exact: true as const }));
  }
}
