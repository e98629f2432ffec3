/** Nines, as many as a field is wide. */
const NINES = [9, 99, 999, 9_999, 99_999, 999_999, 9_999_999];
/** The ends of usual types. */
const WIDEST = [32_767, -32_768, 65_535, 2_147_483_647, -2_147_483_648, Number.MAX_VALUE, Infinity, -Infinity];

/** Numbers that programs write where they have none. Counted exactly in every profile and in all live counts, however rare. */
export const SPECIAL_NUMBERS: ReadonlySet<number> = new Set([0, -1, ...NINES.slice(2), ...NINES.map((nines) => -nines), ...WIDEST]);
