import { DAY, MINUTE } from '../../kernel/index.ts';
import type { ColumnKind } from '../columns.ts';

/** Whole minutes since midnight UTC of an instant. */
export const minuteOfDay = (at: number): number => Math.floor((at - Math.floor(at / DAY) * DAY) / MINUTE);

/** True for the kinds whose values are counted by text; all others are counted as numbers (a truth as 0 or 1, an instant by its minute of the day). */
export const countsTexts = (kind: ColumnKind): boolean => kind === 'string';
