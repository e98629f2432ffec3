import type { DataRoom, Dataset, NamedTable } from '../../data/index.ts';
import { labelErrorsSchema, leakageSchema, weakSlicesSchema } from '../../data/schemas.ts';
import { defineOperation, oneOf, Type } from '../../kernel/index.ts';
import { LABEL_ISSUE_METHODS, LABEL_RANKINGS } from '../../stats/index.ts';
import type { TrainRoom } from '../train-room.ts';
import type { Diagnoser } from './diagnose.ts';
import { trainErrors } from '../train.errors.ts';

/** What of the rooms is asked, and who an operation is run for. */
type Context = {
  readonly data: Pick<DataRoom, 'tableInput'>;
  readonly train: Pick<TrainRoom, 'run'> & { readonly diagnoser: Pick<Diagnoser, 'labelErrors' | 'weakSlices' | 'leakage' | 'ofRun'> };
  readonly actor: string;
};

const optional = Type.Optional;
const ofWhat = (what: string) => Type.String({ description: `a Parquet, Arrow or CSV file, what names a dataset version, or a run (run_…): ${what}` });
const column = (description: string) => optional(Type.String({ minLength: 1, description }));
const columns = (description: string) => optional(Type.Array(Type.String({ minLength: 1 }), { description }));
const seed = optional(Type.Integer({ default: 1, description: 'of everything that is drawn' }));

/** True for what can only be a run. */
const namesRun = (name: string): boolean => name.startsWith('run_');

/** The columns of a dataset that no model is given. */
const notGiven = ({ key, label }: Dataset): string[] => [key, label.knownAt];

/** The same columns of the order, or those of the dataset that the table is a version of. */
const label = (order: { readonly label?: string }, { dataset }: NamedTable): string | undefined => order.label ?? dataset?.label.column;
const given = <T extends object>(order: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(order).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };

/** What doors can ask about the data that models learn from. */
export const diagnosticsOperations = [
  defineOperation({
    name: 'data.label-errors',
    summary: 'Find the labels that are probably wrong, worst first: classes by confident learning, numbers by their deviation from what is expected.',
    permission: 'read',
    command: { words: 'data label-errors', positions: ['table'] },
    input: Type.Object({
      table: ofWhat('its training rows'),
      label: column('the column of labels; by default that of the dataset'),
      probabilities: columns('columns of out-of-sample probabilities, one a label and named by it, or that of the greater of two; models are trained for it when none is named'),
      columns: columns('by which these models tell the label; by default all others'),
      ignore: columns('by which they do not'),
      key: column('the column that names a row; by default that of the dataset'),
      folds: optional(Type.Integer({ minimum: 2, maximum: 20, default: 5, description: 'parts of the rows, each told by a model of the others' })),
      method: optional(oneOf(LABEL_ISSUE_METHODS, 'as many of each pair of labels as their joint says, or all that are confidently of another')),
      rankBy: optional(oneOf(LABEL_RANKINGS, 'by what the worst are put first')),
      limit: optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 20, description: 'errors listed' })),
      seed,
    }),
    output: labelErrorsSchema,
    async run({ data, train }: Context, { table: name, limit = 20, ...order }) {
      if (namesRun(name)) {
        const { folds, method, rankBy } = order;
        return train.diagnoser.ofRun(await train.run(name), { kind: 'label-errors', options: given({ folds, method, rankBy, limit }) }) as ReturnType<
          typeof train.diagnoser.labelErrors
        >;
      }
      const table = await data.tableInput(name);
      const labelled = label(order, table);
      if (labelled === undefined) throw trainErrors.DIAGNOSIS_INCOMPLETE({ what: 'label errors', needs: 'the column of labels is not named' });
      const { dataset } = table;
      const ignore = [...(order.ignore ?? []), ...(dataset ? notGiven(dataset) : [])];
      return train.diagnoser.labelErrors(table, { ...given({ ...order, key: order.key ?? dataset?.key, ignore }), label: labelled, limit });
    },
  }),
  defineOperation({
    name: 'data.slices',
    summary: 'Find the groups of rows on which a model errs most, and confirm them on rows apart.',
    permission: 'read',
    command: { words: 'data slices', positions: ['table'] },
    input: Type.Object({
      table: ofWhat('its model on its test rows'),
      error: column('the column of errors, 0 or more; a run needs none'),
      label: column('instead of errors: the column of 0 and 1'),
      score: column('and the one of the probability of 1'),
      columns: columns('by which groups are made; by default all others'),
      ignore: columns('by which none is made, such as a key'),
      k: optional(Type.Integer({ minimum: 1, maximum: 100, default: 10, description: 'groups at most' })),
      alpha: optional(
        Type.Number({
          exclusiveMinimum: 0,
          maximum: 1,
          description: 'weight of the error against the size of a group: nearer to 1 for smaller ones; by default the first of 0.95, 0.99 and 0.999 at which a group stands out',
        }),
      ),
      maxPredicates: optional(Type.Integer({ minimum: 1, maximum: 6, default: 3, description: 'conditions of a group at most' })),
      seed,
    }),
    output: weakSlicesSchema,
    async run({ data, train }: Context, { table: name, ...order }) {
      if (namesRun(name)) {
        const { columns: by, k, alpha, maxPredicates } = order;
        return train.diagnoser.ofRun(await train.run(name), { kind: 'weak-slices', options: given({ columns: by, k, alpha, maxPredicates }) }) as ReturnType<
          typeof train.diagnoser.weakSlices
        >;
      }
      const table = await data.tableInput(name);
      const ignore = [...(order.ignore ?? []), ...(table.dataset ? notGiven(table.dataset) : [])];
      return train.diagnoser.weakSlices(table, given({ ...order, ignore }));
    },
  }),
  defineOperation({
    name: 'data.leakage',
    summary: 'Look for what leaks between training and test: rows and units on both sides, near-duplicates, columns that know the outcome.',
    permission: 'read',
    command: { words: 'data leakage', positions: ['train', 'test'] },
    input: Type.Object({
      train: ofWhat('its training rows'),
      test: Type.String({ description: 'the test rows, named alike; of the same run, its test rows' }),
      label: column('the column of the outcome: 0 and 1, a number, or a class; by default that of the dataset'),
      key: column('the column that names a unit; by default that of the dataset'),
      eventAt: column('the column that says when a row happened; by default that of the dataset'),
      groups: columns('columns that name what must not be on both sides, such as a customer'),
      ignore: columns('columns that no model is given'),
      near: optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 0.8, description: 'share of common parts from which rows are near' })),
    }),
    output: leakageSchema,
    async run({ data, train }: Context, order) {
      const { groups, near } = order;
      if (namesRun(order.train)) {
        const run = await train.run(order.train);
        if ((await train.run(order.test)).id !== run.id) throw trainErrors.DIAGNOSIS_INCOMPLETE({ what: 'leakage', needs: 'training and test are those of two runs' });
        return train.diagnoser.ofRun(run, { kind: 'leakage', options: given({ groups, near }) }) as ReturnType<typeof train.diagnoser.leakage>;
      }
      const sides = apart({ train: await data.tableInput(order.train), test: await data.tableInput(order.test) });
      const dataset = sides.train.dataset ?? sides.test.dataset;
      return train.diagnoser.leakage(
        sides,
        given({
          label: order.label ?? dataset?.label.column,
          key: order.key ?? dataset?.key,
          eventAt: order.eventAt ?? dataset?.eventAt,
          groups,
          near,
          ignore: [...(order.ignore ?? []), ...(dataset ? notGiven(dataset) : [])],
        }),
      );
    },
  }),
] as const;

/** Of a version that continues the other, what it added alone: what both have is no leak. */
function apart(sides: { train: NamedTable; test: NamedTable }): { train: NamedTable; test: NamedTable } {
  const { train, test } = sides;
  if (!('blobs' in train.input) || !('blobs' in test.input)) return sides;
  const learnt = new Set(train.input.blobs);
  const added = test.input.blobs.filter((blob) => !learnt.has(blob));
  return added.length === 0 || added.length === test.input.blobs.length ? sides : { train, test: { ...test, input: { blobs: added } } };
}
