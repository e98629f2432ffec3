import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Columns,
  dataset,
  defineFeatures,
  defineProject,
  type Features,
  gradientBoosting,
  integer,
  labelErrors,
  leakage,
  linearRegression,
  logisticRegression,
  number,
  parquet,
  string,
  timestamp,
} from '../sdk/index.ts';
import { checkProject } from './check-project.ts';
import type { Project } from './project.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'capstan-check-'));
  await writeFile(join(root, 'orders.parquet'), '');
});
afterAll(() => rm(root, { recursive: true }));

const columns = { id: integer(), at: timestamp(), value: number(), segment: string(), returned: integer(), known: timestamp() };
const features: Features = defineFeatures({
  input: { value: number(), segment: string() } satisfies Columns,
  names: ['twice'],
  fit: () => null,
  transform: (row) => [2 * row.value],
}) as unknown as Features;
const project: Project = defineProject({
  name: 'orders',
  scope: {
    question: 'Will it come back?',
    metric: { name: 'auc', goal: 0.6 },
    baseline: { rateBy: ['segment', 'twice'] },
    cost: { act: ['call'], missed: 1, needless: 0.25 },
    guardrails: [],
    owners: {},
  },
  data: { orders: dataset({ source: parquet({ path: 'orders.parquet' }), contract: { columns }, key: 'id', eventAt: 'at', label: { column: 'returned', knownAt: 'known' } }) },
  features: './features.ts',
  rules: { rows: [{ id: 'likely', when: 'score >= 0.2 && twice > 1.0', decision: 'call', reason: '' }], otherwise: { decision: 'ship', reason: '' } },
  train: { dataset: 'orders', trainer: gradientBoosting() },
}) as unknown as Project;
const orders = project.data['orders']!;

const check = (changes: Partial<Project> = {}, changed: Partial<Features> = {}): string[] =>
  checkProject(root, { ...project, ...changes }, { ...features, ...changed }).map((problem) => `${problem.file ?? problem.path}: ${problem.message}`);
const withData = (changes: object): Partial<Project> => ({ data: { orders: { ...orders, ...changes } } });

describe('checking a project', () => {
  it('finds nothing wrong with a sound one', () => {
    expect(check()).toEqual([]);
  });

  it.each<[string, Partial<Project>, Partial<Features>, readonly RegExp[]]>([
    ['a transform that is none', {}, { transform: undefined as never }, [/^\.\/features\.ts: must have a default export made with defineFeatures/]],
    ['no features', {}, { names: [] }, [/names must list at least one feature/, /"twice", which is neither/, /twice/]],
    ['a feature twice', {}, { names: ['twice', 'twice'] }, [/names lists a feature twice/]],
    ['a name that is taken', {}, { names: ['twice', 'score'] }, [/the name score is taken by Capstan/]],
    [
      'an input that the data does not have',
      {},
      { input: { value: number(), segment: string(), weight: number() } as Columns },
      [/input names the column "weight", which data\.orders does not have/],
    ],
    ['an input of another kind', {}, { input: { value: string(), segment: string() } as Columns }, [/input says value is a string; data\.orders says number/]],
    ['an event time that is no column', withData({ eventAt: 'when' }), {}, [/^\/data\/orders\/eventAt: data\.orders\.eventAt names the column "when"/]],
    [
      'labels that are no columns',
      withData({ label: { column: 'back', knownAt: 'later' } }),
      {},
      [/label\.column names the column "back"/, /label\.knownAt names the column "later"/],
    ],
    ['a broken contract', withData({ contract: { columns: { ...columns, value: number({ min: 5, max: 1 }) } } }), {}, [/^\/data\/orders\/contract: .*value/]],
    ['a source that is nowhere', withData({ source: { format: 'parquet' } }), {}, [/must name a path, or a package and a file in it/]],
    [
      'a dataset that is not defined',
      { train: { ...project.train, dataset: 'flights' } },
      {},
      [/^\/train\/dataset: train\.dataset names "flights", which data does not define \(orders\)/],
    ],
    ['rules that do not compile', { rules: { ...project.rules!, rows: [{ id: 'x', when: 'score >', decision: 'call', reason: '' }] } }, {}, [/^\/rules: /]],
    [
      'answers of which nothing can be said',
      { outputs: { columns: { score: number(), colour: string() }, conditions: [{ name: 'x', expression: 'score >' }] } },
      {},
      [/^\/outputs: outputs\.columns\.colour: an answer has score and decision/, /^\/outputs: outputs\.conditions\.x: /],
    ],
    [
      'a trainer with options that it does not know',
      { train: { ...project.train, trainer: { kind: 'gradient-boosting', options: { trees: -1, wood: 'oak' } } as never } },
      {},
      [/^\/train\/trainer: .*(?:trees|wood)/, /^\/train\/trainer: .*(?:trees|wood)/],
    ],
  ])('finds %s', (_, changes, changed, expected) => {
    const problems = check(changes, changed);
    expect(problems).toHaveLength(expected.length);
    for (const pattern of expected) expect(problems).toContainEqual(expect.stringMatching(pattern));
  });

  it('lets a whole number be read as a number', () => {
    expect(check({}, { input: { value: integer(), segment: string() } as Columns })).toEqual([]);
  });
});

it('says by which metric classes are asked for', () => {
  expect(check(withData({ label: { column: 'segment', knownAt: 'known' } }))).toEqual([
    expect.stringMatching(/segment, is a string; a question with two answers needs 0 and 1.*with the metric accuracy, macroF1 or logLoss/),
  ]);
});

describe('a project that asks for one of several classes', () => {
  const { rules: _, ...ruleless } = project;
  const asking: Partial<Project> = {
    scope: { ...project.scope, metric: { name: 'accuracy', goal: 0.6 }, cost: { wrong: { small: 1, large: 0.5 } }, guardrails: [{ name: 'wrong', rate: 'wrong' }] },
    data: withData({ label: { column: 'segment', knownAt: 'known' } }).data!,
  };
  const told = (change: Partial<Project>) => checkProject(root, { ...ruleless, ...asking, ...change }, features).map((problem) => problem.message);

  it('needs no rules; those that there are may speak of the predicted class', () => {
    expect(told({})).toEqual([]);
    const rules = (when: string) => ({ rows: [{ id: 'one', when, decision: 'look', reason: '' }], otherwise: { decision: 'answer', reason: '' } });
    expect(told({ rules: rules('predicted == "large" && score < 0.7') })).toEqual([]);
    expect(told({ rules: rules('predicted > 3.0') })).toEqual([expect.stringMatching(/predicted > 3.0/)]);
    expect(told({ scope: { ...asking.scope!, cost: { wrong: { small: 1, large: 0.5 }, instead: { wait: 0.1 } } } as never })).toEqual([
      'scope.cost.instead names the decision "wait", which no rule gives',
    ]);
  });

  it('is told what it cannot have', () => {
    expect(told(withData({ label: { column: 'value', knownAt: 'known' } }))).toEqual([
      'data.orders.label.column, value, is a number; a question for one of several classes needs their names, or whole numbers',
    ]);
    expect(told({ train: { ...project.train, trainer: linearRegression() } })).toEqual([
      expect.stringMatching(/for one of several classes use gradientBoosting, logisticRegression or a commandTrainer/),
    ]);
  });

  it('has its labels and leaks looked at as others have', () => {
    expect(told({ train: { ...project.train, diagnostics: [labelErrors(), leakage()] } })).toEqual([]);
  });
});

describe('a project that asks for a number', () => {
  const asking: Partial<Project> = {
    scope: { ...project.scope, metric: { name: 'rmse', goal: 5, unit: 'EUR' }, cost: { limit: 20 } },
    data: withData({ label: { column: 'value', knownAt: 'known' } }).data!,
  };

  it('has diagnostics and streams of single answers as others have', () => {
    expect(check({ ...asking, train: { ...project.train, diagnostics: [leakage(), labelErrors()] }, monitor: { streams: [{ of: 'score' }] } })).toEqual([]);
  });

  it('needs no rules', () => {
    const { rules: _, ...ruleless } = project;
    expect(checkProject(root, { ...ruleless, ...asking }, features)).toEqual([]);
    expect(checkProject(root, ruleless, features).map((problem) => problem.message)).toEqual(['rules are needed: a question with two answers is acted on by what they decide']);
  });

  it.each<[string, Partial<Project>, RegExp]>([
    ['a label of texts', withData({ label: { column: 'segment', knownAt: 'known' } }), /segment, is a string; a question for a number needs a number/],
    ['a trainer of chances', { train: { dataset: 'orders', trainer: logisticRegression() } }, /train\.trainer learns chances/],
    [
      'a rule for classes',
      { train: { ...project.train, diagnostics: [labelErrors({ rankBy: 'selfConfidence' })] } },
      /train\.diagnostics\.0, label-errors, names how classes are looked at/,
    ],
  ])('finds %s', (_, changes, problem) => {
    expect(check({ ...asking, ...changes })).toEqual([expect.stringMatching(problem)]);
  });
});
