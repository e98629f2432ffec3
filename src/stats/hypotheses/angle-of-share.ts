/** A share, or a distance of 0 to 1, as an angle: its scatter no longer depends on its size (Fisher, Proc. R. Soc. Edinburgh 1922; differences are Cohen's h / 2). */
export const angleOfShare = (share: number): number => Math.asin(Math.sqrt(Math.min(1, Math.max(0, share))));

/** The share of an angle, which may lie beyond those of 0 and 1. */
export const shareOfAngle = (angle: number): number => Math.sin(Math.min(Math.PI / 2, Math.max(0, angle))) ** 2;
