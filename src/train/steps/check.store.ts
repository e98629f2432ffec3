import { copyFile, writeFile } from 'node:fs/promises';
import { type Contract, examineTable, integer, number, parquetTable, rowContract, string, timestamp } from '../../data/index.ts';
import { openColumns } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import type { Asked } from '../../scope/index.ts';
import { askedIn } from '../open-scorer.ts';
import { trainErrors } from '../train.errors.ts';

const labelColumn = ({ task, classes }: Asked) => (classes ? string({ values: classes }) : task === 'regression' ? number() : integer({ min: 0, max: 1 }));

/** Runs the contract of a request on the training rows, so that the model learns from what serving will accept. */
export async function check(context: StepContext): Promise<void> {
  // A sample of the training rows says nothing of keys, shares and distributions: ingestion has judged these.
  const wanted = rowContract(context.params['contract'] as unknown as Contract);
  const contract: Contract = {
    ...wanted,
    columns: { ...wanted.columns, label: labelColumn(askedIn(context)), event_at: timestamp(), unit_key: string() },
  };
  const columns = openColumns();
  try {
    const [rows] = context.inputs['rows']!;
    const passing = context.outputs['rows']!;
    const { result, split } = await examineTable(columns, parquetTable([rows!]), { contract });
    if (result.verdict === 'failed') throw trainErrors.CONTRACT_FAILED({ failures: result.failures.map((failure) => failure.message) });
    if (result.dropped === 0) await copyFile(rows!, passing);
    else await split({ passing, failing: `${passing}.failing` });
    await writeFile(context.outputs['report']!, JSON.stringify(result, null, 1));
    context.metric('rows dropped by the contract', result.dropped);
  } finally {
    await columns.close();
  }
}
