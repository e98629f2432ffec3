/** Colours that runs take in the order in which they were chosen; those of the style sheet first, then round the circle at the same lightness. */
const NAMED = ['--release-1', '--release-2', '--release-3', '--release-4', '--release-5', '--release-6', '--release-7', '--release-0'];

/** The colour of the run at a place, for the style sheet. */
export function runColour(index: number): string {
  const named = NAMED[index];
  return named === undefined ? `oklch(0.62 0.14 ${Math.round((index * 137.5) % 360)})` : `var(${named})`;
}

/** The same colour as a canvas needs it: without the style sheet's names. */
export function canvasColour(index: number): string {
  const named = NAMED[index];
  return named === undefined ? runColour(index) : getComputedStyle(document.documentElement).getPropertyValue(named).trim();
}
