import { gammaSf } from './gamma-sf.ts';

/** P(Z ≤ x) of a standard normal Z; small tails keep their digits. */
export function normalCdf(x: number): number {
  const tail = gammaSf((x * x) / 2, 0.5) / 2;
  return x < 0 ? tail : 1 - tail;
}

/** P(|Z| ≥ |x|) of a standard normal Z. */
export const normalTwoSided = (x: number): number => gammaSf((x * x) / 2, 0.5);

/**
 * The x at which P(Z ≤ x) = p; -Infinity at 0, Infinity at 1. Relative error about 1e-16.
 * Michael Wichura, algorithm AS 241 (PPND16), Applied Statistics 37 (1988).
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, CENTRE);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const x = r <= 5 ? ratio(r - 1.6, SHOULDER) : ratio(r - 5, TAIL);
  return q < 0 ? -x : x;
}

type Ratio = readonly [top: readonly number[], bottom: readonly number[]];
/** Horner's rule, written out: columns of numbers go through it value by value. */
const horner = (r: number, c: readonly number[]): number => ((((((c[7]! * r + c[6]!) * r + c[5]!) * r + c[4]!) * r + c[3]!) * r + c[2]!) * r + c[1]!) * r + c[0]!;
const ratio = (r: number, [top, bottom]: Ratio): number => horner(r, top) / horner(r, bottom);

const CENTRE: Ratio = [
  [3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227],
  [1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852546],
];
const SHOULDER: Ratio = [
  [1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414],
  [1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9],
];
const TAIL: Ratio = [
  [6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7],
  [1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15],
];
