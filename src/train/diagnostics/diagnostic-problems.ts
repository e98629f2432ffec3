import type { Diagnostic } from './definition.ts';
import { stepOf } from './look-steps.ts';
import { looksAtTables } from './name-tables.ts';

/** Steps that a training has besides. */
const TAKEN: readonly string[] =
  'snapshot check features check-features split export-table train check-model evaluate profile out-of-fold score-rows train-rows train-features test-features label-errors weak-slices leakage'.split(
    ' ',
  );

/** What is wrong with the diagnostics of a project: two of one name, or one with the name of another step. */
export function diagnosticProblems(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.flatMap((diagnostic, i) => {
    const step = stepOf(diagnostic);
    const named = looksAtTables(diagnostic);
    if (named && TAKEN.includes(step)) return [`train.diagnostics.${i} has the name of another step, ${step}: give it one of its own`];
    const isSecond = diagnostics.findIndex((one) => stepOf(one) === step) < i;
    return isSecond ? [`train.diagnostics.${i} is a second ${step}${named ? ': give it a name of its own' : ''}`] : [];
  });
}
