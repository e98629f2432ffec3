/** A reproducible source of randomness; pass one in, never call `Math.random()` in a room. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Uniform whole number in [0, n). */
  int(n: number): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream named by `label`; the same label always gives the same stream. */
  fork(label: string): Random;
}

/**
 * A seeded generator (sfc32 by Chris Doty-Humphrey, PractRand), seeded through FNV-1a of the text.
 * The same seed gives the same numbers on every machine.
 */
export function seededRandom(seed: string | number): Random {
  const text = String(seed);
  let a = fnv1a(`${text}/a`);
  let b = fnv1a(`${text}/b`);
  let c = fnv1a(`${text}/c`);
  let counter = 1;
  const next32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) next32();
  const next = (): number => next32() / 4_294_967_296;
  return {
    next,
    int: (n) => Math.floor(next() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (label) => seededRandom(`${text}/${label}`),
  };
}

/** FNV-1a, 32 bits: a fast, well-spread, non-cryptographic hash of a text's UTF-16 code units. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
