import { FrequentTexts } from '../../stats/index.ts';

/** Lengths up to here are counted one by one; beyond, in 16 steps a doubling. */
const EXACT = 256;
const STEPS = 16;
const KEPT_SHAPES = 8;
const COUNTED_SHAPES = 4096;
const MOST_SIGNS = 24;
const LONGEST_RUN = 8;

/** How long texts are, and how they are shaped: in constant memory. */
export class TextForms {
  readonly #lengths: number[] = [];
  readonly #shapes = new FrequentTexts(COUNTED_SHAPES);

  add(text: string, times: number): void {
    const { length } = text;
    const step = length < EXACT ? length : EXACT + Math.floor(STEPS * Math.log2(length / EXACT));
    while (this.#lengths.length <= step) this.#lengths.push(0);
    this.#lengths[step]! += times;
    this.#shapes.add(textShape(text), times);
  }

  /** The least, 5, 50 and 95 %, the greatest; empty when there are no texts. */
  lengths(): number[] {
    const total = this.#lengths.reduce((sum, count) => sum + count, 0);
    if (total === 0) return [];
    return [0, 0.05, 0.5, 0.95, 1].map((share) => {
      let sum = 0;
      const step = this.#lengths.findIndex((count) => (sum += count) > 0 && sum >= share * total);
      return step < EXACT ? step : Math.ceil(EXACT * 2 ** ((step - EXACT) / STEPS));
    });
  }

  /** The commonest; none of texts that have more than 4,096 shapes, and so none that says anything. */
  shapes(): { readonly shape: string; readonly count: number }[] {
    if (this.#shapes.short > 0) return [];
    return this.#shapes
      .values()
      .slice(0, KEPT_SHAPES)
      .map(({ value, count }) => ({ shape: value, count }));
  }
}

/** `A` for an upper-case letter, `a` for a lower-case one, `9` for a digit, `¿` for what is not ASCII, other signs as they are: `AA-9999`. Runs of one sign are cut at eight, the whole at 24. */
function textShape(text: string): string {
  let shape = '';
  let last = 0;
  let run = 0;
  for (let i = 0; i < text.length && shape.length < MOST_SIGNS; i++) {
    const sign = signOf(text.charCodeAt(i));
    run = sign === last ? run + 1 : 1;
    last = sign;
    if (run <= LONGEST_RUN) shape += String.fromCharCode(sign);
  }
  return shape;
}

function signOf(unit: number): number {
  if (unit >= 0x61 && unit <= 0x7a) return 0x61;
  if (unit >= 0x41 && unit <= 0x5a) return 0x41;
  if (unit >= 0x30 && unit <= 0x39) return 0x39;
  return unit < 0x80 ? unit : 0xbf;
}
