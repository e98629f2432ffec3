import type { Theme } from '../theme.ts';

/** Ratios at which the colours beyond the natural bound stand. */
export const BEYOND_STOPS = [1, 1.5, 2.5, 4, 8] as const;

/**
 * The colour of a distance over its natural bound. Blue up to 1, orange beyond it, ever further from the page's own colour:
 * hue tells within from beyond and lightness tells how far, so both are seen without telling red from green.
 */
export function createHeatColour(theme: Theme): (ratio: number) => string {
  const calm = theme.calm.map(readHex);
  const beyond = theme.beyond.map(readHex);
  return (ratio) => {
    if (!(ratio > 1)) return between(calm, Math.max(0, ratio || 0) * (calm.length - 1));
    const upper = BEYOND_STOPS.findIndex((stop) => ratio <= stop);
    if (upper < 0) return between(beyond, beyond.length - 1);
    const [from, to] = [BEYOND_STOPS[upper - 1] ?? 1, BEYOND_STOPS[upper] ?? 1];
    return between(beyond, upper - 1 + (ratio - from) / (to - from));
  };
}

type Rgb = readonly [number, number, number];

const readHex = (hex: string): Rgb => [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)) as unknown as Rgb;

/** The colour at a fractional index of a list. */
function between(colours: readonly Rgb[], position: number): string {
  const index = Math.min(Math.floor(position), Math.max(0, colours.length - 2));
  const [low, high] = [colours[index], colours[index + 1] ?? colours[index]];
  if (!low || !high) return 'transparent';
  const mix = (channel: 0 | 1 | 2): number => Math.round(low[channel] + (high[channel] - low[channel]) * Math.min(1, position - index));
  return `rgb(${mix(0)} ${mix(1)} ${mix(2)})`;
}
