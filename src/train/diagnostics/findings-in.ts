import type { CheckedAnswer, DatasetDiff, DriftReport, LabelErrors, Leakage, WeakSlices } from '../../data/index.ts';
import type { Diagnostic } from './definition.ts';

/** What a diagnostic's report says that somebody should look at, a sentence each; a profile says nothing of the kind. */
export function findingsIn(kind: Diagnostic['kind'], report: unknown): string[] {
  switch (kind) {
    case 'label-errors': {
      const { found, rows } = report as LabelErrors;
      return found === 0 ? [] : [`${found} of ${rows} labels are probably wrong`];
    }
    case 'weak-slices':
      return (report as WeakSlices).slices
        .filter((slice) => slice.confirmed)
        .map(({ text, lift }) => `the model errs more where ${text}${lift === null ? '' : ` (× ${lift.toFixed(2)})`}`);
    case 'leakage':
      return (report as Leakage).leaks.filter((leak) => leak.severity === 'leak').map((leak) => leak.message);
    case 'table-drift': {
      const { changes, unmatched } = (report as { readonly answer: DriftReport }).answer;
      return [...changes.filter(({ kind }) => kind !== 'mix').map((change) => change.message), ...unmatched.map(({ column, why }) => `${column} cannot be compared: ${why}`)];
    }
    case 'table-diff':
      return losses(report as DatasetDiff);
    case 'table-check':
      return (report as CheckedAnswer).failures.filter((failure) => failure.severity === 'error').map((failure) => failure.message);
    case 'table-profile':
      return [];
  }
}

/** What was there and is no more, or is otherwise. What is new is what a new version is for. */
function losses({ rows, byKey, columns }: DatasetDiff): string[] {
  const gone = byKey?.removed ?? rows.removed;
  return [
    ...columns.removed.map((name) => `the column ${name} is gone`),
    ...columns.changed.map(({ name, before, after }) => `${name} was ${before} and is ${after}`),
    ...(gone === 0 ? [] : [`${gone} rows are gone`]),
    ...(byKey === null || byKey.changed === 0 ? [] : [`${byKey.changed} rows have other values, in ${byKey.columns.map((column) => column.name).join(', ')}`]),
  ];
}
