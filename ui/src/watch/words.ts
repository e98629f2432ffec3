import type { Diagnosis } from '../../../src/sdk/watch.ts';
import type { CellName } from '../route.ts';

/** `departure constant`, `volume` */
export const nameOf = ({ column, kind }: Pick<Diagnosis, 'column' | 'kind'>): string => `${column === '*' ? '' : `${column} `}${kind.replaceAll('_', ' ')}`;

/** The column and the worst window of a diagnosis; null when it is about no column. */
export const cellOf = ({ column, group, worst }: Diagnosis): CellName | null => (group === null ? null : { at: worst.window, column, group });

/** `p < 10⁻⁶`, `p = 0.004` */
export const formatChance = (p: number): string => (p < 1e-6 ? 'p < 10⁻⁶' : `p = ${Number(p.toPrecision(2))}`);

/** `13:05` of minutes since midnight. */
export const formatMinutes = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`;
