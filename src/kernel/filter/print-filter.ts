import { type Field, type Filter, type FilterValue } from './filter.ts';

const printField = ({ entity, key }: Field): string => `${entity}.\`${key.replaceAll('`', '``')}\``;
const printValue = (value: FilterValue): string => (typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`);

/** Writes a filter so that parsing it, in the dialect it came from, gives the same tree again. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.of.map((part) => (part.kind === 'and' || part.kind === 'or' ? `(${printFilter(part)})` : printFilter(part))).join(` ${filter.kind.toUpperCase()} `);
    case 'not':
      return filter.of.kind === 'and' || filter.of.kind === 'or' ? `NOT (${printFilter(filter.of)})` : `NOT ${printFilter(filter.of)}`;
    case 'comparison': {
      const start = `${printField(filter.field)} ${filter.operator}`;
      if ('values' in filter) return `${start} (${filter.values.map(printValue).join(', ')})`;
      return 'value' in filter ? `${start} ${printValue(filter.value)}` : start;
    }
  }
}
