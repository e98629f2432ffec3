import type { Problem } from '../kernel/index.ts';
import { dataErrors } from './data.errors.ts';
import type { Dataset } from './dataset.ts';
import { contractProblems } from './contract/validate-contract.ts';

/** Every problem of a dataset's definition that can be seen without its source; empty when it can be used. */
export function datasetProblems(dataset: Dataset): readonly Problem[] {
  const { source, contract, eventAt } = dataset;
  const known = (path: string, column: string): Problem[] =>
    column in contract.columns ? [] : [{ path, message: `"${column}" is not a column of the contract (${Object.keys(contract.columns).join(', ')})` }];
  return [
    ...(source.path === undefined && (source.package === undefined || source.file === undefined)
      ? [{ path: 'source', message: 'name a path, or a package and a file in it' }]
      : []),
    ...Object.keys(source.select ?? {}).flatMap((name) => known('source.select', name)),
    ...contractProblems(contract).map((message) => ({ path: 'contract', message })),
    ...known('key', dataset.key),
    ...known('eventAt', eventAt),
    ...(eventAt in contract.columns && contract.columns[eventAt]!.kind !== 'timestamp'
      ? [{ path: 'eventAt', message: `${eventAt} is a ${contract.columns[eventAt]!.kind}, not a timestamp` }]
      : []),
    ...known('label.column', dataset.label.column),
    ...known('label.knownAt', dataset.label.knownAt),
  ];
}

/** The dataset of this name, when its definition can be used. Throws DATA_DATASET_UNKNOWN, DATA_DATASET_INVALID with all problems at once. */
export function requireDataset(datasets: Readonly<Record<string, Dataset>>, name: string): Dataset {
  const dataset = Object.hasOwn(datasets, name) ? datasets[name] : undefined;
  if (dataset === undefined) throw dataErrors.DATASET_UNKNOWN({ name, known: Object.keys(datasets) });
  const problems = datasetProblems(dataset);
  if (problems.length > 0) throw dataErrors.DATASET_INVALID({ dataset: name, problems });
  return dataset;
}
