const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `254,871` */
export const formatCount = (value: number): string => whole.format(value);

/** `1 page`, `3 pages` */
export const formatPlural = (value: number, word: string): string => `${formatCount(value)} ${word}${value === 1 ? '' : 's'}`;

/** `0.694`; a dash when there is nothing to say. */
export const formatFixed = (value: number | null, digits = 3): string => (value === null || !Number.isFinite(value) ? '–' : value.toFixed(digits).replace('-', '−'));

/** `+0.012`, `−0.004` */
export const formatSigned = (value: number | null, digits = 3): string =>
  value === null || !Number.isFinite(value) ? '–' : `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(digits)}`;

/** `0.98`, `0.0047`: a size in 0..1 in two digits that count. */
export const formatSize = (value: number): string => (value >= 0.995 ? value.toFixed(2) : String(Number(value.toPrecision(2))));

/** `20 %` of a share in 0..1. */
export const formatShare = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

/** An e-value in as few characters as it needs: `0.03`, `2.4`, `214`, `1.3·10⁵`. */
export function formatEvidence(value: number): string {
  if (!Number.isFinite(value)) return '∞';
  if (value >= 10_000 || (value < 0.001 && value > 0)) {
    const exponent = Math.floor(Math.log10(value));
    return `${(value / 10 ** exponent).toFixed(1)}·10${superscript(exponent)}`;
  }
  if (value >= 100) return whole.format(value);
  return String(Number(value.toPrecision(2)));
}

/** `10⁻²`: the digits of an exponent, raised. */
export const superscript = (exponent: number): string =>
  String(exponent)
    .replace('-', '⁻')
    .replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '');
