import type { Diagnosis } from '../../../src/sdk/watch.ts';
import { formatCount } from '../format-number.ts';
import type { CellName } from '../route.ts';

/** `departure constant`, `volume`, `performance decline` */
export const nameOf = ({ column, kind }: Pick<Diagnosis, 'column' | 'kind'>): string =>
  kind === 'performance' ? 'performance decline' : `${column === '*' ? '' : `${column} `}${kind.replaceAll('_', ' ')}`;

/** The column and the worst window of a diagnosis, in the segment that shows it most where it is of some alone; null when it is about no column. */
export function cellOf({ column, group, where, worst }: Diagnosis): CellName | null {
  const [segment] = where?.values ?? [];
  return group === null ? null : { at: worst.window, column, group, ...(where && segment !== undefined && { by: where.column, segment }) };
}

/** `origin = EWR, LGA` */
export const nameSegments = ({ column, values }: NonNullable<Diagnosis['where']>): string => `${column} = ${values.join(', ')}`;

/** Kinds that labels and logged features tell: each is a test of its own. */
const APART: readonly Diagnosis['kind'][] = ['calibration', 'change', 'skew'];

/** How sure a diagnosis is: by the chance of what was seen if nothing had changed, or, of a decline, by how often it is said in vain. */
export function describeChance({ kind, worst: { p, rows } }: Pick<Diagnosis, 'kind' | 'worst'>): { readonly figure: string; readonly of: string } {
  if (kind === 'performance') return { figure: `said in vain once in ${formatCount(Math.round(1 / p))} windows at most`, of: `${formatCount(rows)} labels in this one` };
  return { figure: formatChance(p), of: `${APART.includes(kind) ? '' : 'corrected for what was tested together, '}${formatCount(rows)} rows` };
}

/** `p < 10⁻⁶`, `p = 0.004` */
export const formatChance = (p: number): string => (p < 1e-6 ? 'p < 10⁻⁶' : `p = ${Number(p.toPrecision(2))}`);

/** `13:05` of minutes since midnight. */
export const formatMinutes = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`;
