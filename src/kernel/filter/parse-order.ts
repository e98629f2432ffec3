import { type OrderDialect, resolveField } from './dialect.ts';
import { FILTER_LIMITS, type OrderItem } from './filter.ts';
import { filterErrors, invalidAt } from './filter.errors.ts';
import { isCapstanError } from '../errors.ts';
import { type NamePart, tokenizeFilter } from './tokenize-filter.ts';

/**
 * Parses `order_by` items such as "metrics.rmse DESC" in a dialect, and completes them to a total order: with the dialect's ties, or its usual order when there are none.
 * Throws FILTER_INVALID, also when two items name the same field.
 * @example parseOrder(['metrics.`val loss` DESC', 'start_time'], runOrderDialect)
 */
export function parseOrder(items: readonly string[], dialect: OrderDialect): readonly OrderItem[] {
  checkCount(items.length);
  return completeOrder(
    items.map((item) => parseItem(item, dialect)),
    { dialect, written: items },
  );
}

/** One item of an order by members instead of by a text. */
export interface OrderField {
  readonly fieldName: string;
  /** @default true */
  readonly ascending?: boolean;
  readonly datasetName?: string;
  readonly datasetDigest?: string;
}

/** Parses an order whose items come as members; otherwise like `parseOrder`. An item may be restricted to the values measured on one data set. Throws FILTER_INVALID. */
export function parseOrderFields(items: readonly OrderField[], dialect: OrderDialect): readonly OrderItem[] {
  checkCount(items.length);
  const order = items.map(({ fieldName, ascending = true, datasetName, datasetDigest }): OrderItem => {
    const { field } = resolveField({ kind: 'name', start: 0, text: fieldName, parts: splitName(fieldName) }, dialect);
    if (datasetDigest && !datasetName)
      throw invalidAt({ start: 0, text: datasetDigest }, 'a dataset name beside it', '`dataset_digest` can only be specified if `dataset_name` is also specified.');
    const on = datasetName ? { dataset: datasetName, ...(datasetDigest && { digest: datasetDigest }) } : undefined;
    return { field, direction: ascending ? 'asc' : 'desc', ...(on && { on }) };
  });
  return completeOrder(order, { dialect, written: items.map((item) => item.fieldName) });
}

/** A name that comes by itself needs no quotes: all after its first dot is the key. */
function splitName(name: string): NamePart[] {
  const dot = name.indexOf('.');
  return (dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)]).map((text) => ({ text: text.trim(), quoted: true }));
}

function checkCount(count: number): void {
  if (count > FILTER_LIMITS.orderItems) throw invalidAt({ start: 0, text: '' }, `at most ${FILTER_LIMITS.orderItems} items`, '`order_by` is too long');
}

function parseItem(item: string, dialect: OrderDialect): OrderItem {
  const unreadable = `Invalid order_by clause '${item.slice(0, 200)}'. Could not be parsed.`;
  const [name, direction, end] = readTokens(item, unreadable);
  if (name?.kind !== 'name') throw invalidAt(name ?? { start: 0, text: item }, 'a field', unreadable);
  const { field } = resolveField(name, dialect);
  if (direction!.kind === 'end') return { field, direction: 'asc' };
  if (direction!.kind !== 'name' || end!.kind !== 'end') throw invalidAt(direction!, 'ASC, DESC or the end', unreadable);
  const word = direction!.text.toUpperCase();
  if (word !== 'ASC' && word !== 'DESC') throw invalidAt(direction!, 'ASC or DESC', `Invalid ordering key in order_by clause '${item.slice(0, 200)}'.`);
  return { field, direction: word === 'ASC' ? 'asc' : 'desc' };
}

function readTokens(item: string, unreadable: string): ReturnType<typeof tokenizeFilter> {
  try {
    return tokenizeFilter(item.slice(0, FILTER_LIMITS.characters));
  } catch (error) {
    if (!isCapstanError(error, 'FILTER_INVALID')) throw error;
    throw filterErrors.INVALID({ ...(error.facts as { position: number; found: string; expected: string }), says: unreadable }, { cause: error });
  }
}

const keyOf = ({ field, on }: OrderItem): string => JSON.stringify([field.entity, field.key, on?.dataset, on?.digest]);

function completeOrder(order: readonly OrderItem[], { dialect, written }: { dialect: OrderDialect; written: readonly string[] }): readonly OrderItem[] {
  const seen = new Set<string>();
  order.forEach((item, index) => {
    if (seen.has(keyOf(item)))
      throw invalidAt({ start: 0, text: written[index]! }, 'each field once', `\`order_by\` contains duplicate fields: ${written.join(', ').slice(0, 200)}`);
    seen.add(keyOf(item));
  });
  const asked = order.length > 0 ? order : dialect.usual;
  const named = new Set(asked.map(keyOf));
  return [...asked, ...dialect.ties.filter((tie) => !named.has(keyOf(tie)))];
}
