import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCapstanError } from '../errors.ts';
import type { Dialect } from './dialect.ts';
import type { Comparison, Field, Filter } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import { printFilter } from './print-filter.ts';

const dialect: Dialect = {
  bare: 'attribute',
  entities: [
    { name: 'metric', aliases: ['metrics'], open: { type: 'number' } },
    { name: 'parameter', aliases: ['parameters', 'param', 'params'], open: { type: 'text' } },
    { name: 'tag', aliases: ['tags'], open: { type: 'text' } },
    {
      name: 'attribute',
      aliases: ['attributes', 'attr', 'run'],
      keys: {
        run_id: { type: 'text' },
        run_name: { type: 'text', aliases: ['run name', 'Run Name'] },
        status: { type: 'text' },
        artifact_uri: { type: 'text' },
        start_time: { type: 'number', aliases: ['created', 'Created'] },
        experiment: { type: 'id' },
        stage: { type: 'text', values: ['None', 'Production'], operators: ['=', '!=', 'IN'] },
      },
    },
    { name: 'dataset', aliases: ['datasets'], keys: { name: { type: 'text' }, digest: { type: 'text' } } },
  ],
};

const metric = (key: string): Field => ({ entity: 'metric', key, type: 'number' });
const param = (key: string): Field => ({ entity: 'parameter', key, type: 'text' });
const tag = (key: string): Field => ({ entity: 'tag', key, type: 'text' });
const attribute = (key: string): Field => ({ entity: 'attribute', key, type: key === 'start_time' ? 'number' : key === 'experiment' ? 'id' : 'text' });
const dataset = (key: string): Field => ({ entity: 'dataset', key, type: 'text' });
const is = (field: Field, operator: string, value: string | number): Comparison => ({ kind: 'comparison', field, operator, value }) as Comparison;
const isIn = (field: Field, operator: 'IN' | 'NOT IN', ...values: (string | number)[]): Comparison => ({ kind: 'comparison', field, operator, values });
const has = (field: Field, operator: 'IS NULL' | 'IS NOT NULL'): Comparison => ({ kind: 'comparison', field, operator });
const and = (...of: Filter[]): Filter => ({ kind: 'and', of });
const or = (...of: Filter[]): Filter => ({ kind: 'or', of });
const not = (of: Filter): Filter => ({ kind: 'not', of });

describe('a filter that MLflow takes', () => {
  it.each<[string, Filter]>([
    ['', and()],
    [' \n\t ', and()],
    ['metric.acc >= 0.94', is(metric('acc'), '>=', 0.94)],
    ['metrics.acc>=100', is(metric('acc'), '>=', 100)],
    ['metrics.acc > -1.5e-3', is(metric('acc'), '>', -0.0015)],
    ["params.m!='tf'", is(param('m'), '!=', 'tf')],
    ['params."m"!="tf"', is(param('m'), '!=', 'tf')],
    ['metrics."val loss" < 1', is(metric('val loss'), '<', 1)],
    ['metrics.`val loss` < 1', is(metric('val loss'), '<', 1)],
    ['metrics."X//Y#$$@&Z" = 3', is(metric('X//Y#$$@&Z'), '=', 3)],
    ['metrics."accuracy.2.0" > 5', is(metric('accuracy.2.0'), '>', 5)],
    ["`tags`.source_name = 'a notebook'", is(tag('source_name'), '=', 'a notebook')],
    ["tags.mlflow.parentRunId = '7'", is(tag('mlflow.parentRunId'), '=', '7')],
    ["tag.t LIKE 'a%' and param.p ilike '%B_'", and(is(tag('t'), 'LIKE', 'a%'), is(param('p'), 'ILIKE', '%B_'))],
    [`params.m = "L'Hosp"`, is(param('m'), '=', "L'Hosp")],
    ["run.status = 'RUNNING'", is(attribute('status'), '=', 'RUNNING')],
    ["status != 'RUNNING'", is(attribute('status'), '!=', 'RUNNING')],
    ["attr.artifact_uri = '1/23/4'", is(attribute('artifact_uri'), '=', '1/23/4')],
    ['Created > 12', is(attribute('start_time'), '>', 12)],
    ["attributes.`Run Name` = 'x'", is(attribute('run_name'), '=', 'x')],
    [`"run name" = 'x'`, is(attribute('run_name'), '=', 'x')],
    [`run_id IN ('a', "b",'c')`, isIn(attribute('run_id'), 'IN', 'a', 'b', 'c')],
    ["run_id not  in ('a',)", isIn(attribute('run_id'), 'NOT IN', 'a')],
    ["datasets.name = 'd' AND dataset.digest IN ('x')", and(is(dataset('name'), '=', 'd'), isIn(dataset('digest'), 'IN', 'x'))],
    ['tags.a IS NULL', has(tag('a'), 'IS NULL')],
    ["params.b is not null\nAND params.c = ''", and(has(param('b'), 'IS NOT NULL'), is(param('c'), '=', ''))],
  ])('%j means what it says', (text, meaning) => {
    expect(parseFilter(text, dialect)).toEqual(meaning);
  });
});

describe('a filter that only Capstan takes', () => {
  it.each<[string, Filter]>([
    ['metrics.a > 1 OR metrics.b > 2 AND metrics.c > 3', or(is(metric('a'), '>', 1), and(is(metric('b'), '>', 2), is(metric('c'), '>', 3)))],
    ['(metrics.a > 1 OR metrics.b > 2) AND ((metrics.c > 3))', and(or(is(metric('a'), '>', 1), is(metric('b'), '>', 2)), is(metric('c'), '>', 3))],
    ['NOT NOT metrics.a > 1 AND not(metrics.b > 2)', and(not(not(is(metric('a'), '>', 1))), not(is(metric('b'), '>', 2)))],
    ['metrics.a IN (1, 2.5, -3)', isIn(metric('a'), 'IN', 1, 2.5, -3)],
    ['metrics.a IS NULL', has(metric('a'), 'IS NULL')],
    ['metrics.a BETWEEN 1 AND 2 AND metrics.b = 3', and(and(is(metric('a'), '>=', 1), is(metric('a'), '<=', 2)), is(metric('b'), '=', 3))],
    ['start_time NOT BETWEEN 1 AND 2', or(is(attribute('start_time'), '<', 1), is(attribute('start_time'), '>', 2))],
    ["params.a NOT LIKE 'x%'", is(param('a'), 'NOT LIKE', 'x%')],
    ['metrics.eval/val-loss:1 < .5', is(metric('eval/val-loss:1'), '<', 0.5)],
    ["experiment = '7' OR experiment IN (8, '9')", or(is(attribute('experiment'), '=', 7), isIn(attribute('experiment'), 'IN', 8, 9))],
    ["params.a = 'it''s'", is(param('a'), '=', "it's")],
    ["tags.größe = 'ß'", is(tag('größe'), '=', 'ß')],
    ['metrics.a = -0', is(metric('a'), '=', 0)],
  ])('%j means what it says', (text, meaning) => {
    expect(parseFilter(text, dialect)).toEqual(meaning);
  });

  it('takes texts without quotes in a dialect that says so', () => {
    expect(parseFilter("params.lr = 0.010 AND status = READY AND tags.a IN (1, 'b')", { ...dialect, bareTexts: true })).toEqual(
      and(is(param('lr'), '=', '0.010'), is(attribute('status'), '=', 'READY'), isIn(tag('a'), 'IN', '1', 'b')),
    );
  });
});

describe('a filter that is wrong', () => {
  // The beginnings are MLflow's words: its users, and tests, know them.
  it.each([
    ['metric.acc >= 0.94; metrics.rmse < 1', 'Search filter contained multiple expression'],
    ['m.acc >= 0.94', "Invalid entity type 'm'"],
    ['acc >= 0.94', "Invalid attribute key 'acc' specified. Valid keys are"],
    ['`metrics.A` > 1', 'Invalid entity type'],
    ["model >= 'LR'", 'Invalid attribute key'],
    ["metrics.A > 0.1 NAND params.B = 'LR'", "Invalid clause(s) in filter string: 'NAND' (at character 17: found 'NAND', expected AND, OR or the end)"],
    ['`metrics.A > 0.1', 'Invalid clause(s) in filter string'],
    ['param`.A > 0.1', 'Invalid clause(s) in filter string'],
    ['attribute.status = true', 'Invalid clause(s) in filter string'],
    ["dataset.status = 'true'", "Invalid dataset key 'status'"],
    ["metric.model = 'LR'", 'Expected numeric value type for metric. Found'],
    ['metric.model = "5"', 'Expected numeric value type for metric'],
    ["start_time > '5'", 'Expected numeric value type for numeric attribute: start_time'],
    ['params.acc = 5', 'Expected a quoted string value for param'],
    ['tags.acc = 5', 'Expected a quoted string value for tag'],
    ['attribute.status = 1', 'Expected a quoted string value for attributes'],
    ['dataset.name = 1', 'Expected a quoted string value for dataset attributes'],
    ['metrics.acc != metrics.acc', 'Expected numeric value type for metric'],
    ['1.0 > metrics.acc', "Expected 'Identifier' found '1.0'"],
    ['1==2', "Expected 'Identifier' found '1'"],
    ['params.acc = LR', 'value is either not quoted or unidentified quote types'],
    ['params.acc = `LR`', 'value is either not quoted or unidentified quote types'],
    ["params.acc = 'LR", 'Invalid clause(s) in filter string'],
    ["params.acc = LR'", 'Invalid clause(s) in filter string'],
    ['params.acc = "LR\'', 'Invalid clause(s) in filter string'],
    ["tags.acc = = 'LR'", 'Invalid clause(s) in filter string'],
    ["attribute.status IS 'RUNNING'", 'Invalid clause(s) in filter string'],
    ['params.acc LR !=', 'Invalid clause(s) in filter string'],
    ['metric.acc !=', 'Invalid clause(s) in filter string: the end (at character 14: found the end, expected a value)'],
    ['foo is null', 'Invalid attribute key'],
    ['metrics.a ~= 1', "Invalid comparator '~='"],
    ["params.a > '1'", "Invalid comparator '>' not one of"],
    ["tags.a <= '1'", 'Invalid comparator'],
    ['start_time LIKE 1234', "Invalid comparator 'LIKE'"],
    ["metrics.a LIKE '1'", "Invalid comparator 'LIKE'"],
    ["params.a BETWEEN '1' AND '2'", "Invalid comparator '>='"],
    ['run_id IN ()', 'While parsing a list in the query'],
    ["run_id IN ('a' 'b')", 'Invalid clause(s) in filter string'],
    ["run_id IN 'a'", 'Invalid clause(s) in filter string'],
    ['metrics.a > 1 AND', 'Invalid clause(s) in filter string'],
    ['(metrics.a > 1', 'Invalid clause(s) in filter string'],
    ['metrics.a > 1)', 'Invalid clause(s) in filter string'],
    ['AND metrics.a > 1', 'Invalid clause(s) in filter string'],
    ['NOT', 'Invalid clause(s) in filter string'],
    ['metrics. > 1', "Invalid attribute key 'metrics'"],
    ['metrics.a. > 1', 'Invalid clause(s) in filter string'],
    ['metrics.a > 1e999', 'Invalid value for metric'],
    ["params.a = 'x\0'", 'Invalid clause(s) in filter string'],
    ["experiment = 'x'", "Invalid experiment 'x'"],
    ['experiment = 1.5', 'Invalid experiment'],
    ['experiment > 1', "Invalid comparator '>'"],
    ["stage = 'Prod'", "Unknown stage in filter: 'Prod'"],
  ])('%j is refused in plain words', (text, words) => {
    expect(() => parseFilter(text, dialect)).toThrow(expect.objectContaining({ code: 'FILTER_INVALID', status: 400, message: expect.stringContaining(words) as string }) as Error);
  });

  it('is refused quickly, however long or deep', () => {
    const hostile = [
      '('.repeat(400_000),
      'NOT '.repeat(100_000),
      `${'('.repeat(41)}metrics.a > 1${')'.repeat(41)}`,
      Array(101).fill('metrics.a > 1').join(' AND '),
      Array(51).fill('metrics.a BETWEEN 1 AND 2').join(' OR '),
      `metrics.a IN (${Array(10_001).fill('1').join(',')})`,
      `metrics.a > ${'1'.repeat(400_000)}x`,
      `metrics.a > ${'1'.repeat(400_000)}`,
      `params.a = '${"''".repeat(200_000)}`,
      'a.'.repeat(200_000),
      '"'.repeat(400_001),
      'x'.repeat(500_001),
      `metrics.a ${'<'.repeat(400_000)}`,
      `params.a LIKE '${'%'.repeat(1_001)}'`,
    ];
    for (const text of hostile) expect(() => parseFilter(text, dialect)).toThrow(expect.objectContaining({ code: 'FILTER_INVALID' }) as Error);
  });

  it('within the bounds is taken', () => {
    expect(parseFilter(`${'NOT ('.repeat(20)}metrics.a > 1${')'.repeat(20)}`, dialect).kind).toBe('not');
    expect(parseFilter(Array(100).fill('metrics.a > 1').join(' AND '), dialect)).toMatchObject({ kind: 'and', of: { length: 100 } });
  });
});

const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom("it's", '"', '`', '%', '', "''", 'AND')).filter((text) => !text.includes('\0'));
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
const fields = fc.oneof(texts.map(metric), texts.map(param), texts.map(tag), fc.constantFrom(attribute('status'), attribute('start_time')), fc.constant(dataset('name')));
const comparisons: fc.Arbitrary<Filter> = fields.chain((field) =>
  field.type === 'text'
    ? fc.oneof(
        fc.tuple(fc.constantFrom('=', '!=', 'LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE'), texts).map(([operator, value]) => is(field, operator, value)),
        fc.tuple(fc.constantFrom('IN' as const, 'NOT IN' as const), fc.array(texts, { minLength: 1, maxLength: 4 })).map(([operator, values]) => isIn(field, operator, ...values)),
        fc.constantFrom('IS NULL' as const, 'IS NOT NULL' as const).map((operator) => has(field, operator)),
      )
    : fc.oneof(
        fc.tuple(fc.constantFrom('=', '!=', '<', '<=', '>', '>='), numbers).map(([operator, value]) => is(field, operator, value)),
        fc
          .tuple(fc.constantFrom('IN' as const, 'NOT IN' as const), fc.array(numbers, { minLength: 1, maxLength: 4 }))
          .map(([operator, values]) => isIn(field, operator, ...values)),
        fc.constantFrom('IS NULL' as const, 'IS NOT NULL' as const).map((operator) => has(field, operator)),
      ),
);
const { filter: filters } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparisons,
    fc.tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { minLength: 2, maxLength: 4 })).map(([kind, of]): Filter => ({ kind, of })),
    tie('filter').map(not),
  ),
}));

describe('parsing', () => {
  it('gives again the tree that was printed', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilter(printFilter(filter), dialect)).toEqual(filter);
      }),
      { numRuns: 1000 },
    );
    expect(parseFilter(printFilter(and()), dialect)).toEqual(and());
  });

  it('throws nothing but its own error, whatever the text, and a text that it takes has a meaning that can be printed', () => {
    const words = `metrics params status . a 'x' "y" \`z\` 1 -2.5e3 = != > LIKE in ( ) , ; AND or NOT IS NULL BETWEEN ' " \` \0 \\ 𝒳 -- /*`.split(' ');
    const pieces = fc.constantFrom(...words);
    const phrases = fc.array(fc.tuple(pieces, fc.constantFrom('', ' ', ' ')), { maxLength: 20 }).map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          phrases,
          fc.tuple(filters.map(printFilter), fc.nat(50)).map(([text, end]) => text.slice(0, end)),
        ),
        (text) => {
          let filter: Filter;
          try {
            filter = parseFilter(text, dialect);
          } catch (error) {
            if (!isCapstanError(error, 'FILTER_INVALID')) throw error;
            return;
          }
          expect(parseFilter(printFilter(filter), dialect)).toEqual(filter);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
