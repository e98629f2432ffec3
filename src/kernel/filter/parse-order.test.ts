import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCapstanError } from '../errors.ts';
import type { OrderDialect } from './dialect.ts';
import type { Field, OrderItem } from './filter.ts';
import { parseOrder, parseOrderFields } from './parse-order.ts';

const attribute = (key: string, type: Field['type']): Field => ({ entity: 'attribute', key, type });
const by = (field: Field, direction: OrderItem['direction'] = 'asc'): OrderItem => ({ field, direction });
const start = attribute('start_time', 'number');
const id = attribute('run_id', 'text');
const metric = (key: string): Field => ({ entity: 'metric', key, type: 'number' });

const dialect: OrderDialect = {
  bare: 'attribute',
  entities: [
    { name: 'metric', aliases: ['metrics'], open: { type: 'number' } },
    { name: 'attribute', aliases: ['attributes'], keys: { start_time: { type: 'number', aliases: ['Created'] }, run_id: { type: 'text' } } },
  ],
  usual: [by(start, 'desc')],
  ties: [by(start, 'desc'), by(id)],
};

describe('an order', () => {
  it.each<[string[], OrderItem[]]>([
    [[], [by(start, 'desc'), by(id)]],
    [['metrics.a'], [by(metric('a')), by(start, 'desc'), by(id)]],
    [['metrics.`a b`  dEsC'], [by(metric('a b'), 'desc'), by(start, 'desc'), by(id)]],
    [
      ['metrics."a.b" ASC', 'Created'],
      [by(metric('a.b')), by(start), by(id)],
    ],
    [['attributes.run_id DESC'], [by(id, 'desc'), by(start, 'desc')]],
  ])('of %j is total', (items, order) => {
    expect(parseOrder(items, dialect)).toEqual(order);
  });

  it.each([
    [['m.acc'], 'Invalid entity type'],
    [['acc'], 'Invalid attribute key'],
    [['`metrics.A'], "Invalid order_by clause '`metrics.A'"],
    [['`metrics.A`'], 'Invalid entity type'],
    [['metrics.A != 1'], 'Invalid order_by clause'],
    [['metrics.A DESC DESC'], 'Invalid order_by clause'],
    [[''], 'Invalid order_by clause'],
    [['1 DESC'], 'Invalid order_by clause'],
    [['run_id ACS'], 'Invalid ordering key in order_by clause'],
    [['metrics.a', 'run_id', 'metric.`a` DESC'], '`order_by` contains duplicate fields'],
    [['start_time', 'Created'], '`order_by` contains duplicate fields'],
    [Array.from({ length: 21 }, (_, i) => `metrics.a${i}`), '`order_by` is too long'],
  ])('of %j is refused in plain words', (items, words) => {
    expect(() => parseOrder(items, dialect)).toThrow(expect.objectContaining({ code: 'FILTER_INVALID', message: expect.stringContaining(words) as string }) as Error);
  });

  it('never throws anything but its own error', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('metrics.a', 'run_id desc', '`', 'metrics.`x` asc')), { maxLength: 3 }), (items) => {
        try {
          parseOrder(items, dialect);
        } catch (error) {
          if (!isCapstanError(error, 'FILTER_INVALID')) throw error;
        }
      }),
    );
  });
});

describe('an order by members', () => {
  it('takes names as they are, and may be restricted to a data set', () => {
    const items = [
      { fieldName: 'metrics.a b.c', ascending: false, datasetName: 'd', datasetDigest: 'x' },
      { fieldName: 'metrics.a b.c', datasetName: 'd' },
      { fieldName: 'run_id' },
    ];
    expect(parseOrderFields(items, dialect)).toEqual([
      { field: metric('a b.c'), direction: 'desc', on: { dataset: 'd', digest: 'x' } },
      { field: metric('a b.c'), direction: 'asc', on: { dataset: 'd' } },
      by(id),
      by(start, 'desc'),
    ]);
  });

  it.each([
    [[{ fieldName: 'tags.a' }], 'Invalid entity type'],
    [[{ fieldName: 'a' }], 'Invalid attribute key'],
    [[{ fieldName: '' }], 'Invalid attribute key'],
    [[{ fieldName: 'metrics.a', datasetDigest: 'x' }], '`dataset_digest` can only be specified'],
    [[{ fieldName: 'run_id' }, { fieldName: 'run_id' }], 'duplicate fields'],
  ])('of %j is refused in plain words', (items, words) => {
    expect(() => parseOrderFields(items, dialect)).toThrow(expect.objectContaining({ code: 'FILTER_INVALID', message: expect.stringContaining(words) as string }) as Error);
  });
});
