import { invalidClause } from './filter.errors.ts';

/** A part of a name: `metrics` and `a b` of `` metrics.`a b` ``. */
export interface NamePart {
  readonly text: string;
  readonly quoted: boolean;
}

/** A piece of a filter. A `name` is a whole dotted path; in double quotes it may turn out to be a text. */
export type Token = { readonly start: number; readonly text: string } & (
  | { readonly kind: 'name'; readonly parts: readonly NamePart[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number' | 'operator' | 'mark' | 'end' }
);

const SPACE = /\s+/uy;
const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_$.])/uy;
// A name needs no quotes for the characters that names of metrics are full of, since the language does not calculate.
const WORD = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_$#:/-]*/uy;
const OPERATOR = /[<>=~!]+/uy;

/** Cuts a filter into tokens, the last of which is its end. Takes time in proportion to the text. Throws FILTER_INVALID. */
export function tokenizeFilter(text: string): Token[] {
  const tokens: Token[] = [];
  const match = (pattern: RegExp, at: number): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  let at = 0;
  const readQuoted = (): string => {
    const quote = text[at]!;
    const start = at;
    let end = text.indexOf(quote, at + 1);
    while (end >= 0 && text[end + 1] === quote) end = text.indexOf(quote, end + 2);
    if (end < 0) throw invalidClause({ start, text: text.slice(start) }, `a closing ${quote}`);
    at = end + 1;
    const value = text.slice(start + 1, end).replaceAll(quote + quote, quote);
    if (value.includes('\0')) throw invalidClause({ start, text: text.slice(start, at) }, 'a text without NUL characters');
    return value;
  };
  const readPart = (): NamePart | undefined => {
    if (text[at] === '`' || text[at] === '"') return { text: readQuoted(), quoted: true };
    const word = match(WORD, at);
    at += word?.length ?? 0;
    return word === undefined ? undefined : { text: word, quoted: false };
  };
  const readName = (): NamePart[] => {
    const parts: NamePart[] = [];
    for (let part = readPart(); part !== undefined;) {
      parts.push(part);
      if (text[at] !== '.') break;
      at += 1;
      part = readPart();
      // A dot that no name follows is a mark of its own, which no filter has a place for.
      if (part === undefined) at -= 1;
    }
    return parts;
  };
  for (;;) {
    at += match(SPACE, at)?.length ?? 0;
    const start = at;
    if (at >= text.length) {
      tokens.push({ kind: 'end', start, text: '' });
      return tokens;
    }
    const plain = match(NUMBER, at) ?? match(OPERATOR, at);
    if (plain !== undefined) {
      at += plain.length;
      tokens.push({ kind: /\d/.test(plain) ? 'number' : 'operator', start, text: plain });
    } else if (text[at] === "'") {
      const value = readQuoted();
      tokens.push({ kind: 'text', start, text: text.slice(start, at), value });
    } else {
      const parts = readName();
      if (parts.length === 0) at += String.fromCodePoint(text.codePointAt(at)!).length;
      tokens.push(parts.length > 0 ? { kind: 'name', start, text: text.slice(start, at), parts } : { kind: 'mark', start, text: text.slice(start, at) });
    }
  }
}
