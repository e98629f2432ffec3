import { readFile, writeFile } from 'node:fs/promises';
import type { StepContext } from '../../work/index.ts';
import type { Diagnostic } from '../diagnostics/definition.ts';
import { findingsIn } from '../diagnostics/findings-in.ts';
import { trainErrors } from '../train.errors.ts';

/** Fails when a report says that somebody should look; what comes after reads its output. */
export async function stopOnFindings({ inputs, outputs, params }: StepContext): Promise<void> {
  const { kind, step } = params as unknown as { readonly kind: Diagnostic['kind']; readonly step: string };
  const findings = findingsIn(kind, JSON.parse(await readFile(inputs['report']![0]!, 'utf8')));
  if (findings.length > 0) throw trainErrors.FINDINGS({ step, findings });
  await writeFile(outputs['verdict']!, '{"findings":0}');
}
