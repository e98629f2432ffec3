/** Pixels to a tenth: more is not seen, and each digit is written a hundred thousand times. */
const px = (value: number): string => String(Math.round(value * 10) / 10);

/** A path of rectangles: far shorter than an element each. */
export const rectangles = (list: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[]): string =>
  list
    .filter(({ width, height }) => width > 0 && height > 0)
    .map(({ x, y, width, height }) => `M${px(x)} ${px(y)}h${px(width)}v${px(height)}h-${px(width)}z`)
    .join('');

/** A path through points. */
export const line = (points: readonly (readonly [x: number, y: number])[]): string => points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
