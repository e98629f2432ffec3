import { describe, expect, it } from 'vitest';
import { digestSchema, instantSchema, orNull, type TSchema, Type } from '../../kernel/index.ts';
import { createTerminal } from '../terminal.ts';
import { showAnswer } from './show-answer.ts';

function say(answer: unknown, schema: TSchema): string {
  let said = '';
  showAnswer(createTerminal({ json: false, plain: true, out: { write: (text) => (said += text) } }), answer, schema);
  return said;
}

describe('any answer', () => {
  it('that is a list is a table: moments as dates, digests short, numbers to the right, null as a dash', () => {
    const schema = Type.Array(
      Type.Object({ id: digestSchema('it'), at: orNull(instantSchema('when')), rows: Type.Integer(), share: Type.Number(), tags: Type.Array(Type.String()) }),
    );
    const id = `sha256:${'0123456789abcdef'.repeat(4)}`;
    const list = [
      { id, at: Date.UTC(2001, 1, 1), rows: 5, share: 1 / 3, tags: ['a', 'b'] },
      { id, at: null, rows: 1200, share: 0.5, tags: [] },
    ];
    expect(say(list, schema)).toBe(
      ['id            at          rows     share  tags', '0123456789ab  2001-02-01     5  0.333333  a, b', '0123456789ab  –           1200       0.5  –', ''].join('\n'),
    );
    expect(say([], schema)).toBe('there is none\n');
    expect(say(['a', 'b'], Type.Array(Type.String()))).toBe('a\nb\n');
  });

  it('that is one thing is a line a member, with its lists below', () => {
    const schema = Type.Object({
      name: Type.String(),
      from: instantSchema('when'),
      good: Type.Boolean(),
      why: Type.Object({}),
      parts: Type.Array(Type.Object({ n: Type.Integer() })),
    });
    const answer = { name: 'x'.repeat(70), from: Date.UTC(2001, 1, 1, 9, 30), good: true, why: { a: 1 }, parts: [{ n: 1 }, { n: 20 }] };
    expect(say(answer, schema)).toBe(['name  ' + 'x'.repeat(59) + '…', 'from  2001-02-01T09:30Z', 'good  yes', 'why   {"a":1}', '', 'parts', ' n', ' 1', '20', ''].join('\n'));
  });

  it('that is a single value, or nothing, is told as it is', () => {
    expect(say(3, Type.Integer())).toBe('3\n');
    expect(say(null, orNull(Type.Object({})))).toBe('–\n');
  });
});
