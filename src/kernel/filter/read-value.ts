import type { KnownField } from './dialect.ts';
import type { FilterValue } from './filter.ts';
import { invalidAt, invalidClause } from './filter.errors.ts';
import type { Token } from './tokenize-filter.ts';

const RESERVED = new Set(['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'LIKE', 'ILIKE', 'BETWEEN', 'TRUE', 'FALSE']);

/** The keyword that a token is, in capitals; undefined when it is something else, or quoted. */
export function keywordOf(token: Token): string | undefined {
  if (token.kind !== 'name' || token.parts.length > 1 || token.parts[0]!.quoted) return undefined;
  const word = token.text.toUpperCase();
  return RESERVED.has(word) ? word : undefined;
}

/** Reads the value that a field is compared with, as the field's type. Throws FILTER_INVALID. */
export function readValue(token: Token, known: KnownField, bareTexts: boolean): FilterValue {
  if (token.kind === 'end' || token.kind === 'operator' || token.kind === 'mark' || keywordOf(token) !== undefined) throw invalidClause(token, 'a value');
  switch (known.field.type) {
    case 'number':
      return readNumber(token, known);
    case 'id':
      return readId(token, known);
    case 'text':
      return readText(token, known, bareTexts);
  }
}

const nameOf = ({ field, open }: KnownField): string => (open ? field.entity : `numeric attribute: ${field.key}`);

function readNumber(token: Token, known: KnownField): number {
  // Adding 0 makes one zero of the two.
  const number = token.kind === 'number' ? Number(token.text) + 0 : Number.NaN;
  if (Number.isNaN(number)) throw invalidAt(token, 'a number', `Expected numeric value type for ${nameOf(known)}. Found ${token.text.slice(0, 100)}`);
  if (!Number.isFinite(number)) throw invalidAt(token, 'a number of at most 1.7976931348623157e308', `Invalid value for ${nameOf(known)}`);
  return number;
}

function readId(token: Token, { field }: KnownField): number {
  const written = textOf(token) ?? token.text;
  const number = Number(written) + 0;
  if (!/^[+-]?\d+$/.test(written) || !Number.isSafeInteger(number))
    throw invalidAt(token, 'a whole number', `Invalid ${field.key.replace(/_id$/, ' ID')} '${written.slice(0, 100)}'. It must be a valid integer`);
  return number;
}

function readText(token: Token, known: KnownField, bareTexts: boolean): string {
  const value = textOf(token) ?? (bareTexts && !token.text.includes('`') ? token.text : undefined);
  if (value === undefined) throw notText(token, known);
  if (known.values?.includes(value) === false)
    throw invalidAt(token, `one of ${known.values.map((one) => `'${one}'`).join(', ')}`, `Unknown ${known.field.key} in filter: '${value.slice(0, 100)}'`);
  return value;
}

/** What stands between quotes: a name in double quotes is a text where a value belongs. */
function textOf(token: Token): string | undefined {
  if (token.kind === 'text') return token.value;
  return token.kind === 'name' && token.parts.length === 1 && token.text.startsWith('"') ? token.parts[0]!.text : undefined;
}

function notText(token: Token, { field, open }: KnownField): Error {
  const written = token.text.slice(0, 100);
  if (token.kind === 'name')
    return invalidAt(
      token,
      'a quoted text',
      `Parameter value is either not quoted or unidentified quote types used for string value ${written}. Use either single or double quotes.`,
    );
  const what = open ? `${field.entity} (e.g. 'my-value')` : field.entity === 'attribute' ? 'attributes' : `${field.entity} attributes`;
  return invalidAt(token, 'a quoted text', `Expected a quoted string value for ${what}. Got value ${written}`);
}
