const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `254,871` */
export const formatCount = (value: number): string => whole.format(value);

/** `1 page`, `3 pages` */
export const formatPlural = (value: number, word: string): string => `${formatCount(value)} ${word}${value === 1 ? '' : 's'}`;

/** `0.694`; a dash when there is nothing to say. */
export const formatFixed = (value: number | null, digits = 3): string => (value === null || !Number.isFinite(value) ? '–' : value.toFixed(digits).replace('-', '−'));

/** Of a figure in any unit, as many digits as its size asks for: `0.694`, `17.2`, `1,204`. */
export function formatFigure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return size >= 1_000 ? formatCount(value).replace('-', '−') : formatFixed(value, size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

/** The same with its sign: `+0.012`, `−4.10`. */
export const formatSignedFigure = (value: number | null): string => `${value !== null && value >= 0 ? '+' : ''}${formatFigure(value)}`;

/** Round values that divide a stretch into at most `parts`: steps of 1, 2, 2.5 and 5. */
export function niceSplits(min: number, max: number, parts: number): number[] {
  const least = Math.max((max - min) / parts, Number.EPSILON);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 2.5, 5].find((size) => size * power >= least) ?? 10) * power;
  const first = Math.ceil(min / step);
  return Array.from({ length: Math.max(0, Math.floor(max / step) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

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
