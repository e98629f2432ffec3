import type { Problem } from '../../kernel/index.ts';

/** What a trainer learns from: model input column by column, and the label of each row. */
export interface TrainingTable {
  /** The columns' names, in order. */
  readonly features: readonly string[];
  readonly rows: number;
  /** One array of `rows` numbers a feature; NaN where missing. */
  readonly columns: readonly Float32Array[];
  /** 0 or 1 for two labels, any finite number for a number, 0 … classes - 1 for several classes. */
  readonly labels: Float32Array | Uint8Array;
  /** How many classes there are, where one of several is learnt. */
  readonly classes?: number;
  /** How much each row counts, ≥ 0. @default 1 each */
  readonly weights?: Float32Array;
}

/** What labels must be: 0 and 1, both of them; any finite numbers; or classes, two of them at least. */
export type LabelKind = 'binary' | 'number' | 'class';

/** Everything that keeps a table from being learnt from, at once. */
export function tableProblems(table: TrainingTable, labels: LabelKind): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (path: string, message: string): void => void problems.push({ path, message });
  if (table.rows < 1) say('/rows', 'are none');
  if (table.features.length < 1) say('/features', 'are none');
  if (new Set(table.features).size !== table.features.length) say('/features', 'have the same name twice');
  if (table.columns.length !== table.features.length) say('/columns', `are ${table.columns.length} for ${table.features.length} features`);
  table.columns.forEach((column, f) => {
    if (column.length !== table.rows) say(`/columns/${table.features[f]}`, `has ${column.length} values for ${table.rows} rows`);
  });
  if (table.labels.length !== table.rows) say('/labels', `are ${table.labels.length} for ${table.rows} rows`);
  if (table.weights && table.weights.length !== table.rows) say('/weights', `are ${table.weights.length} for ${table.rows} rows`);
  if (table.weights?.some((weight) => !(weight >= 0 && weight < Infinity))) say('/weights', 'hold a negative or infinite number');
  if (table.weights && !table.weights.some((weight) => weight > 0)) say('/weights', 'are all zero');
  return [...problems, ...labelProblems(table, labels)];
}

function labelProblems(table: TrainingTable, kind: LabelKind): readonly Problem[] {
  const { labels } = table;
  if (kind === 'number') {
    const bad = labels.findIndex((label) => !Number.isFinite(label));
    return bad < 0 ? [] : [{ path: `/labels/${bad}`, message: `is ${labels[bad]}; a finite number is needed` }];
  }
  if (kind === 'class') {
    const { classes = 0 } = table;
    const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
    if (wrong >= 0) return [{ path: `/labels/${wrong}`, message: `is ${labels[wrong]}; a class from 0 to ${classes - 1} is needed` }];
    return new Set(labels).size < 2 ? [{ path: '/labels', message: 'are all of one class: there is nothing to tell apart' }] : [];
  }
  const bad = labels.findIndex((label) => label !== 0 && label !== 1);
  if (bad >= 0) return [{ path: `/labels/${bad}`, message: `is ${labels[bad]}; 0 or 1 is needed` }];
  if (!labels.includes(0) || !labels.includes(1)) return [{ path: '/labels', message: 'are all the same: there is nothing to tell apart' }];
  return [];
}
