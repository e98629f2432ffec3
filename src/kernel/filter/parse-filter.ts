import { type Dialect, type KnownField, resolveField } from './dialect.ts';
import { type Comparison, FILTER_LIMITS, type Filter, type FilterValue, type Operator } from './filter.ts';
import { invalidAt, invalidClause } from './filter.errors.ts';
import { keywordOf, readValue } from './read-value.ts';
import { type Token, tokenizeFilter } from './tokenize-filter.ts';

/**
 * Parses a filter in a dialect: comparisons joined by AND, OR, NOT and parentheses, each `field operator value`, `field [NOT] IN (…)`,
 * `field [NOT] LIKE | ILIKE 'pattern'`, `field [NOT] BETWEEN low AND high` or `field IS [NOT] NULL`. Every filter of MLflow is one. Throws FILTER_INVALID.
 * @example parseFilter("metrics.rmse < 1 AND (params.model = 'LR' OR tags.team IN ('a', 'b'))", runDialect)
 */
export function parseFilter(text: string, dialect: Dialect): Filter {
  if (text.length > FILTER_LIMITS.characters)
    throw invalidAt({ start: FILTER_LIMITS.characters, text: '' }, `at most ${FILTER_LIMITS.characters} characters`, 'The filter is too long');
  const parser = new FilterParser(text, dialect);
  return parser.parse();
}

class FilterParser {
  readonly #text: string;
  readonly #dialect: Dialect;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #comparisons = 0;
  #values = 0;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#dialect = dialect;
    this.#tokens = tokenizeFilter(text);
  }

  parse(): Filter {
    if (this.#next().kind === 'end') return { kind: 'and', of: [] };
    const filter = this.#any();
    const next = this.#next();
    if (next.text === ';' && this.#tokens[this.#at + 1]!.kind !== 'end')
      throw invalidAt(next, 'AND, OR or the end', `Search filter contained multiple expression '${this.#text.slice(0, 200)}'. Provide AND-ed expression list.`);
    if (next.kind !== 'end') throw invalidClause(next, 'AND, OR or the end');
    return filter;
  }

  #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(): Token {
    const token = this.#next();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  #takeIf(word: string): boolean {
    const token = this.#next();
    const found = token.kind === 'mark' ? token.text === word : keywordOf(token) === word;
    if (found) this.#at += 1;
    return found;
  }

  #expect(word: string): void {
    if (!this.#takeIf(word)) throw invalidClause(this.#next(), word);
  }

  #any(): Filter {
    const of = [this.#all()];
    while (this.#takeIf('OR')) of.push(this.#all());
    return of.length === 1 ? of[0]! : { kind: 'or', of };
  }

  #all(): Filter {
    const of = [this.#term()];
    while (this.#takeIf('AND')) of.push(this.#term());
    return of.length === 1 ? of[0]! : { kind: 'and', of };
  }

  #term(): Filter {
    const start = this.#next();
    if (this.#takeIf('NOT')) return this.#deeper(start, () => ({ kind: 'not', of: this.#term() }));
    if (!this.#takeIf('(')) return this.#comparison();
    return this.#deeper(start, () => {
      const inner = this.#any();
      this.#expect(')');
      return inner;
    });
  }

  #deeper(start: Token, read: () => Filter): Filter {
    this.#depth += 1;
    if (this.#depth > FILTER_LIMITS.depth) throw invalidAt(start, `at most ${FILTER_LIMITS.depth} levels`, 'The filter is nested too deep');
    const filter = read();
    this.#depth -= 1;
    return filter;
  }

  #comparison(): Filter {
    const name = this.#take();
    this.#comparisons += 1;
    if (this.#comparisons > FILTER_LIMITS.comparisons) throw invalidAt(name, `at most ${FILTER_LIMITS.comparisons} comparisons`, 'The filter is too long');
    if (name.kind === 'number' || name.kind === 'text') throw invalidAt(name, 'a field', `Invalid comparison clause. Expected 'Identifier' found '${name.text.slice(0, 100)}'`);
    if (name.kind !== 'name' || keywordOf(name) !== undefined) throw invalidClause(name, 'a field, NOT or (');
    const known = resolveField(name, this.#dialect);
    const { field } = known;
    const start = this.#take();
    if (start.kind === 'operator') {
      const operator = this.#allow(known, start, start.text as '=');
      return { kind: 'comparison', field, operator, value: this.#value(known) };
    }
    const negated = keywordOf(start) === 'NOT';
    const word = negated ? this.#take() : start;
    const not = negated ? 'NOT ' : '';
    const keyword = keywordOf(word);
    switch (keyword) {
      case 'LIKE':
      case 'ILIKE': {
        const operator = this.#allow(known, word, `${not}${keyword}`);
        return { kind: 'comparison', field, operator, value: this.#pattern(known) };
      }
      case 'IN': {
        const operator = this.#allow(known, word, `${not}IN`);
        return { kind: 'comparison', field, operator, values: this.#list(known) };
      }
      case 'BETWEEN':
        return this.#between(known, word, negated);
      case 'IS': {
        if (negated) break;
        const operator = this.#takeIf('NOT') ? 'IS NOT NULL' : 'IS NULL';
        this.#expect('NULL');
        return { kind: 'comparison', field, operator: this.#allow(known, word, operator) };
      }
      default:
    }
    throw invalidClause(word, negated ? 'LIKE, ILIKE, IN or BETWEEN' : 'a comparator such as =');
  }

  /** `BETWEEN` is a pair of comparisons; nothing after the parser knows it. */
  #between(known: KnownField, word: Token, negated: boolean): Filter {
    const [first, second] = negated ? (['<', '>'] as const) : (['>=', '<='] as const);
    const compare = (operator: '<' | '>' | '<=' | '>=', value: FilterValue): Comparison => ({ kind: 'comparison', field: known.field, operator, value });
    this.#allow(known, word, first);
    const low = this.#value(known);
    this.#expect('AND');
    this.#comparisons += 1;
    return { kind: negated ? 'or' : 'and', of: [compare(first, low), compare(second, this.#value(known))] };
  }

  #allow<O extends Operator>({ operators }: KnownField, word: Token, operator: O): O {
    if (operators.includes(operator)) return operator;
    const names = operators.map((one) => `'${one}'`).join(', ');
    throw invalidAt(word, `one of ${names}`, `Invalid comparator '${word.kind === 'operator' ? word.text : operator}' not one of '{${names}}'`);
  }

  #value(known: KnownField): FilterValue {
    return readValue(this.#take(), known, this.#dialect.bareTexts === true);
  }

  #pattern(known: KnownField): string {
    const token = this.#next();
    const pattern = this.#value(known) as string;
    if (pattern.length > FILTER_LIMITS.pattern) throw invalidAt(token, `at most ${FILTER_LIMITS.pattern} characters`, 'The pattern is too long');
    return pattern;
  }

  #list(known: KnownField): FilterValue[] {
    const start = this.#next();
    this.#expect('(');
    const values: FilterValue[] = [];
    while (!this.#takeIf(')')) {
      this.#values += 1;
      if (this.#values > FILTER_LIMITS.values) throw invalidAt(this.#next(), `at most ${FILTER_LIMITS.values} values in lists`, 'The filter is too long');
      values.push(this.#value(known));
      if (this.#next().text !== ')') this.#expect(',');
    }
    if (values.length === 0) throw invalidAt(start, 'a value', 'While parsing a list in the query, expected a non-empty list of values, but got empty list');
    return values;
  }
}
