/** What a field holds. An `id` is a whole number that may also be written as a text: `experiment_id = '7'`. */
export type FieldType = 'text' | 'number' | 'id';

export const COMPARATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
export const PATTERNS = ['LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE'] as const;
export const LISTS = ['IN', 'NOT IN'] as const;
export const PRESENCES = ['IS NULL', 'IS NOT NULL'] as const;
export type Operator = (typeof COMPARATORS)[number] | (typeof PATTERNS)[number] | (typeof LISTS)[number] | (typeof PRESENCES)[number];

/** What a comparison looks at, by its canonical names: `metric` and `rmse` for `metrics.rmse`. */
export interface Field {
  readonly entity: string;
  readonly key: string;
  readonly type: FieldType;
}

/** The values of a field: numbers for `number` and `id`, texts for `text`. */
export type FilterValue = number | string;

/**
 * One test of one field. What lacks the field never matches, whatever the operator but IS NULL; NaN differs from every number, and is neither less nor more.
 * `%` and `_` of a pattern stand for any characters and any one; LIKE regards case, ILIKE takes A to Z for a to z.
 */
export type Comparison = { readonly kind: 'comparison'; readonly field: Field } & (
  | { readonly operator: (typeof COMPARATORS)[number]; readonly value: FilterValue }
  | { readonly operator: (typeof PATTERNS)[number]; readonly value: string }
  | { readonly operator: (typeof LISTS)[number]; readonly values: readonly FilterValue[] }
  | { readonly operator: (typeof PRESENCES)[number] }
);

/** What a search asks for. NOT holds for exactly what its part does not hold for. An `and` of nothing, the empty filter, holds for everything. */
export type Filter = Comparison | { readonly kind: 'and' | 'or'; readonly of: readonly Filter[] } | { readonly kind: 'not'; readonly of: Filter };

/** One key to sort by. What lacks the field comes last in both directions, NaN right before it. */
export interface OrderItem {
  readonly field: Field;
  readonly direction: 'asc' | 'desc';
  /** Only the values measured on this data. */
  readonly on?: { readonly dataset: string; readonly digest?: string };
}

/** Bounds on what is parsed, so that no filter costs more than a bounded time and a bounded query. */
export const FILTER_LIMITS = { characters: 500_000, depth: 40, comparisons: 100, values: 10_000, pattern: 1_000, orderItems: 20 } as const;
