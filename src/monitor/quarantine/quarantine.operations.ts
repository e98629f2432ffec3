import { DAY, defineOperation, instantSchema, Type } from '../../kernel/index.ts';
import type { MonitorRoom } from '../monitor-room.ts';
import { quarantineSchema } from './quarantine.ts';

/** The room, and who an operation is run for. */
type Context = { readonly monitor: MonitorRoom; readonly actor: string };

/** What doors can do with windows that are kept out of training. */
export const quarantineOperations = [
  defineOperation({
    name: 'quarantine.list',
    summary: 'List the windows that findings keep out of training and trials, whole or by rows, and those that a person let go.',
    permission: 'read',
    command: { words: 'quarantine list' },
    input: Type.Object({}),
    output: Type.Array(quarantineSchema),
    run: ({ monitor }: Context) => monitor.quarantine(),
  }),
  defineOperation({
    name: 'quarantine.release',
    summary: 'Let quarantined windows go, or rows of them, after a false alarm or a repair: the next training learns from them.',
    permission: 'deploy',
    command: { words: 'quarantine release', positions: ['from'] },
    input: Type.Object({
      from: instantSchema('windows that begin then or later, in event time'),
      to: Type.Optional(instantSchema('windows that begin before; a day after `from` unless told')),
      finding: Type.Optional(Type.String({ minLength: 1, description: 'only the rows that this finding names' })),
      units: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 1000, description: 'only the rows of these unit keys' })),
      why: Type.String({ minLength: 1, maxLength: 2000, description: 'a false alarm, or what was repaired; for the record' }),
    }),
    output: Type.Array(quarantineSchema, { description: 'the windows that were let go, or hold fewer rows now' }),
    run: ({ monitor, actor }: Context, { from, to, why, finding, units }) => monitor.release({ interval: { from, to: to ?? from + DAY }, actor, why, finding, units }),
  }),
] as const;
