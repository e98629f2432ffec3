import { writeFile } from 'node:fs/promises';
import type { StepContext } from '../../work/index.ts';
import { readFeatureTable } from '../feature-table.ts';
import { trainErrors } from '../train.errors.ts';

/** What was seen of one feature after the transform. */
interface FeatureCheck {
  readonly name: string;
  readonly missing: number;
  readonly infinite: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Tests the transformed data, where a broken imputation would show first: a feature that is infinite anywhere, missing everywhere
 * or the same everywhere is refused, all problems at once.
 */
export async function checkFeatures(context: StepContext): Promise<void> {
  const table = await readFeatureTable(context.inputs['features']![0]!);
  const checks = table.names.map((name, j) => checkFeature(name, table.columns[j]!));
  const problems = checks.flatMap((check) => problemsOf(check, table.rows));
  await writeFile(context.outputs['report']!, JSON.stringify({ rows: table.rows, features: checks, problems }, null, 1));
  if (problems.length > 0) throw trainErrors.FEATURES_INVALID({ problems });
}

function checkFeature(name: string, column: Float32Array): FeatureCheck {
  let missing = 0;
  let infinite = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of column) {
    if (Number.isNaN(value)) missing++;
    else if (!Number.isFinite(value)) infinite++;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { name, missing, infinite, min, max };
}

function problemsOf(check: FeatureCheck, rows: number): string[] {
  if (check.infinite > 0) return [`${check.name} is infinite in ${check.infinite} of ${rows} rows`];
  if (check.missing === rows) return [`${check.name} is missing in every row`];
  if (check.min === check.max) return [`${check.name} is ${check.min} in every row`];
  return [];
}
