import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choice, compileFields, double, int64, list, message, needed, readQuery, runId, text, truth } from './request-fields.ts';

const fields = {
  run_id: runId,
  max_results: int64,
  value: double,
  ascending: truth,
  run_view_type: choice(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']),
  order_by: list(text),
  tags: list(message({ key: needed(text), value: text })),
};
const read = compileFields(fields);
const refusal = (given: Record<string, unknown>): string => {
  try {
    return JSON.stringify(read(given));
  } catch (error) {
    return (error as Error).message;
  }
};
const HINT = 'See the API docs for more information about request parameters.';

describe('the fields of a request', () => {
  it('are read as protobuf reads JSON: numbers as texts, enums by name or number, both spellings, null as absence, strangers ignored', () => {
    expect(read({ run_id: 'r', max_results: '7', value: 'NaN', ascending: 'False', run_view_type: 3, order_by: ['a'], tags: [{ key: 'k', value: null }], stranger: 1 })).toEqual({
      run_id: 'r',
      max_results: 7,
      value: Number.NaN,
      ascending: false,
      run_view_type: 'ALL',
      order_by: ['a'],
      tags: [{ key: 'k' }],
    });
    expect(read({ runId: 'r', maxResults: 7.0, value: '-Infinity', runViewType: 'DELETED_ONLY' })).toEqual({
      run_id: 'r',
      max_results: 7,
      value: Number.NEGATIVE_INFINITY,
      run_view_type: 'DELETED_ONLY',
    });
    expect(read({ run_uuid: 'r', value: ' 1e3', max_results: null })).toEqual({ run_id: 'r', value: 1000 });
  });

  it.each([
    [{}, `Missing value for required parameter 'run_id'. ${HINT}`],
    [{ run_id: '' }, `Missing value for required parameter 'run_id'. ${HINT}`],
    [{ run_id: 5 }, `Invalid value 5 for parameter 'run_id' supplied:  Hint: Value was of type 'int'. ${HINT}`],
    [{ run_id: 'r', max_results: 'abc' }, `Invalid value "abc" for parameter 'max_results' supplied:  Hint: Value was of type 'str'. ${HINT}`],
    [{ run_id: 'r', max_results: 1.5 }, `Invalid value 1.5 for parameter 'max_results' supplied:  Hint: Value was of type 'float'. ${HINT}`],
    [{ run_id: 'r', max_results: '9007199254740993' }, `Invalid value "9007199254740993" for parameter 'max_results' supplied:  Hint: Value was of type 'str'. ${HINT}`],
    [{ run_id: 'r', value: 'nan' }, `Invalid value "nan" for parameter 'value' supplied:  Hint: Value was of type 'str'. ${HINT}`],
    [{ run_id: 'r', value: 'é' }, `Invalid value "\\u00e9" for parameter 'value' supplied:  Hint: Value was of type 'str'. ${HINT}`],
    [{ run_id: 'r', ascending: 'yes' }, `Invalid value "yes" for parameter 'ascending' supplied:  Hint: Value was of type 'str'. ${HINT}`],
    [{ run_id: 'r', run_view_type: 4 }, `Invalid value 4 for parameter 'run_view_type' supplied:  Hint: Value was of type 'int'. ${HINT}`],
    [{ run_id: 'r', order_by: 'a' }, `Invalid value "a" for parameter 'order_by' supplied:  Hint: Value was of type 'str'. ${HINT}`],
    [{ run_id: 'r', order_by: ['a', true] }, `Invalid value true for parameter 'order_by[1]' supplied:  Hint: Value was of type 'bool'. ${HINT}`],
    [{ run_id: 'r', tags: [{ key: 'k' }, { value: 'v' }] }, `Missing value for required parameter 'tags[1].key'. ${HINT}`],
    [{ run_id: 'r', tags: [{ b: 1, a: [] }, 3] }, `Missing value for required parameter 'tags[0].key'. ${HINT}`],
    [{ run_id: 'r', tags: [[]] }, `Invalid value [] for parameter 'tags[0]' supplied:  Hint: Value was of type 'list'. ${HINT}`],
  ])('tell what is wrong in %j', (given, told) => {
    expect(refusal(given)).toBe(told);
  });

  it('never fail otherwise, whatever is sent', () => {
    const anything = fc.record(Object.fromEntries(Object.keys(fields).map((name) => [name, fc.oneof(fc.jsonValue(), fc.constant('r'))])), { requiredKeys: [] });
    fc.assert(
      fc.property(anything, (given) => {
        try {
          read(given);
        } catch (error) {
          expect(error).toMatchObject({ status: 400 });
        }
      }),
    );
  });

  it('are taken from a query: every value of a list, the first of anything else', () => {
    const query = new URLSearchParams('run_uuid=r&order_by=a&order_by=b&max_results=5&max_results=6&stranger=1');
    expect(read(readQuery(query, fields))).toEqual({ run_id: 'r', order_by: ['a', 'b'], max_results: 5 });
  });
});
