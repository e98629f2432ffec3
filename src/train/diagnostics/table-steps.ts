import { besidePort, type RelatedTable, relatedTables, relationOf, type SaidTable } from '../../data/index.ts';
import type { JsonValue } from '../../kernel/index.ts';
import type { Step, StepInput } from '../../work/index.ts';
import type { TableDiagnostic } from './table-definition.ts';

/** A dataset's version or a file, as the input of a step. */
export interface NamedInput extends SaidTable {
  readonly input: StepInput;
  /** The column that names its units, where that is known. */
  readonly key?: string;
}

/** What looks at tables can name. */
export interface LookedAt {
  /** Feature tables. */
  readonly train: StepInput;
  readonly test: StepInput;
  /** Raw rows: those of training first, then those of the test; and the latter alone. */
  readonly rows: StepInput;
  readonly testRows: StepInput;
  /** By name what is no table of the run itself; null for the version before the first. */
  readonly named: ReadonlyMap<string, NamedInput | null>;
}

/** The names of the tables that a diagnostic looks at, each as the port of its step. */
export function portsOf({ kind, options }: TableDiagnostic): Readonly<Record<string, string>> {
  switch (kind) {
    case 'table-drift':
      return { reference: options.reference ?? 'train', table: options.table ?? 'test' };
    case 'table-diff':
      return { before: options.before ?? 'parent', after: options.after ?? 'version' };
    case 'table-profile':
      return { table: options.table ?? 'train' };
    case 'table-check':
      return { table: options.table ?? 'train/features' };
  }
}

/** What a diagnostic's tests compare its table with. */
export const besideOf = ({ kind, options }: TableDiagnostic): RelatedTable[] => (kind === 'table-check' ? relatedTables(options.contract) : []);

const ACTIONS = { 'table-drift': 'tableDrift', 'table-diff': 'tableDiff', 'table-profile': 'tableProfile', 'table-check': 'tableCheck' } as const;
const KEY = 'unit_key';

/** The steps of a look at tables; none when it would look at a version before the first. Steps of the same name are the same. */
export function tableSteps(diagnostic: TableDiagnostic, looked: LookedAt): Step[] {
  const { kind, options } = diagnostic;
  const tables = Object.entries(portsOf(diagnostic)).map(([port, name]) => ({ port, ...openTable(name, looked) }));
  if (tables.some(({ table }) => table === null)) return [];
  const { name = kind, onFinding: _, ...told } = { onFinding: undefined, ...options };
  const usual = kind === 'table-diff' ? tables.map(({ table }) => table!.key).find((one) => one !== undefined) : undefined;
  const beside = besideOf(diagnostic).flatMap((to, i) => {
    const found = looked.named.get(relationOf(to));
    return found ? [[besidePort(i), found.input] as const] : [];
  });
  const params = {
    ...told,
    ...Object.fromEntries(tables.map(({ port, table }) => [port, { name: table!.name, version: table!.version }])),
    ...(kind === 'table-check' && { named: `the contract of ${name}` }),
    // A run's own table has a part of the columns of its dataset, and others beside: they are no concern of a contract or of another table.
    ...((kind === 'table-check' || kind === 'table-drift') && { narrow: tables.some(({ table }) => !looked.named.has(table!.name) && table!.version === null) }),
    ...(usual !== undefined && { usual }),
  };
  return [
    ...tables.flatMap(({ steps }) => steps),
    {
      name,
      action: { module: `capstan:data/steps/${kind}.store`, export: ACTIONS[kind] },
      inputs: Object.fromEntries([...tables.map(({ port, table }) => [port, table!.input] as const), ...beside]),
      params: JSON.parse(JSON.stringify(params)) as Record<string, JsonValue>,
      outputs: ['report'],
    },
  ];
}

/** A table by its name, and the steps that make it a file. */
function openTable(name: string, { train, test, rows, testRows, named }: LookedAt): { readonly table: NamedInput | null; readonly steps: readonly Step[] } {
  const exported = (step: string, output: string, inputs: Record<string, StepInput>) => ({
    table: { name, version: null, input: { step, output }, ...(output === 'rows' && { key: KEY }) },
    steps: [{ name: step, action: { module: 'capstan:train/steps/export-table.store', export: 'exportTable' }, inputs, params: { format: 'parquet' }, outputs: [output] }],
  });
  switch (name) {
    case 'train':
      return exported('train-rows', 'rows', { train, rows });
    case 'test':
      return { table: { name, version: null, input: testRows, key: KEY }, steps: [] };
    case 'train/features':
      return exported('train-features', 'train', { train });
    case 'test/features':
      return exported('test-features', 'train', { train: test });
    default:
      return { table: named.get(name) ?? null, steps: [] };
  }
}
