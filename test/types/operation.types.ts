/** What is red while an operation is written: each `@ts-expect-error` line must be an error. Checked by `tsc`, never run. */
import { defineOperation, schemaFor, Type } from '../../src/kernel/index.ts';
import type { OperationContext } from '../../src/platform/index.ts';

const greeting = { name: 'greet', summary: 'Greet.', permission: 'read', input: Type.Object({ whom: Type.String() }), output: Type.Object({ words: Type.String() }) } as const;

export const good = defineOperation({
  ...greeting,
  command: { words: 'greet', positions: ['whom'] },
  run: ({ actor }: OperationContext, { whom }) => ({ words: `${actor} greets ${whom}` }),
});

export const wrong = [
  // @ts-expect-error the answer lacks a member of the schema
  defineOperation({ ...greeting, run: () => ({}) }),
  // @ts-expect-error the input has no such member
  defineOperation({ ...greeting, run: (_: OperationContext, { who }) => ({ words: who }) }),
  // @ts-expect-error no such position
  defineOperation({ ...greeting, command: { words: 'greet', positions: ['who'] }, run: () => ({ words: 'hello' }) }),
];

interface Point {
  readonly x: number;
  readonly name?: string;
}

export const same = schemaFor<Point>()(Type.Object({ x: Type.Number(), name: Type.Optional(Type.String()) }));

export const differing = [
  // @ts-expect-error the type has a member that the schema lacks
  schemaFor<Point>()(Type.Object({ x: Type.Number() })),
  // @ts-expect-error the schema has a member that the type lacks
  schemaFor<Point>()(Type.Object({ x: Type.Number(), name: Type.Optional(Type.String()), y: Type.Number() })),
  // @ts-expect-error a member that may be left out in one of them only
  schemaFor<Point>()(Type.Object({ x: Type.Number(), name: Type.String() })),
];
