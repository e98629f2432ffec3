import { fisherExact } from '../../stats/index.ts';

/** Rows with some property, among all. */
export interface Hits {
  readonly hits: number;
  readonly rows: number;
}

/** How a share of rows compares with what is natural. */
export interface Share {
  readonly share: number;
  /** The largest share that is natural. */
  readonly natural: number;
  /** Chance of so large a share if the window's true share were natural. */
  readonly p: number;
}

/**
 * Compares a window's share with the reference's as it would be on its worst natural day: Fisher's exact test, one-sided,
 * so that three odd rows against a reference without any are no proof.
 */
export function judgeShare(window: Hits, reference: Hits, natural: number): Share {
  const share = window.rows === 0 ? 0 : window.hits / window.rows;
  const base = Math.min(1, Math.max(natural, reference.rows === 0 ? 0 : reference.hits / reference.rows));
  if (window.rows === 0 || reference.rows === 0 || share <= base) return { share, natural: base, p: 1 };
  const p = fisherExact({ kA: window.hits, nA: window.rows, kB: Math.round(base * reference.rows), nB: reference.rows }, 'greater');
  return { share, natural: base, p };
}
