import type { Page } from '../../kernel/index.ts';
import type { KeyedColumns, RunColumns, RunInfo, TrackedRun } from '../../platform/index.ts';
import { TextBuffer } from './text-buffer.ts';
import { toDatasetInputJson, toDouble, toRunInfoJson } from './write-answers.ts';

// A page of a thousand runs is some ten thousand entries: written straight from the columns they are read in, without an object for each, and run by run into bytes:
// text that is pieced together is best forgotten soon.

/** What most runs take. */
const BYTES_A_RUN = 2_000;

/** What was logged to a run, each list as the text between its brackets. */
interface Logged {
  readonly metrics: string;
  readonly params: string;
  readonly tags: string;
}

/** A run in the protocol's form. */
export function writeRun(run: TrackedRun): string {
  const texts = (of: Readonly<Record<string, string>>): string =>
    Object.entries(of)
      .map(([key, value]) => writeText(beginEntry(key), value))
      .join(',');
  const metrics = run.metrics.map(({ key, value, at, step }) => writeMetric(beginEntry(key), JSON.stringify(toDouble(value)), `${at}`, `${step}`));
  return assemble(run, { metrics: metrics.join(','), params: texts(run.params), tags: texts(run.tags) });
}

/** A page of runs in the protocol's form; it is an empty object when nothing was found. */
export function writeRunsPage({ items, next }: Page<RunColumns>): Uint8Array {
  const runs = items.reduce((sum, { infos }) => sum + infos.length, 0);
  const text = new TextBuffer((runs + 1) * BYTES_A_RUN);
  let before = '{"runs":[';
  for (const columns of items)
    eachRun(columns, (run) => {
      text.append(before + run);
      before = ',';
    });
  const token = next === undefined ? '' : `"next_page_token":${JSON.stringify(next)}`;
  if (before === ',') text.append(`]${token === '' ? '' : ','}${token}}`);
  else text.append(`{${token}}`);
  return text.bytes();
}

/** Tells each run in the protocol's form, one after another. */
function eachRun(columns: RunColumns, tell: (run: string) => void): void {
  const { metrics, params, tags } = columns;
  const begun = new Map([...columns.names].map(([no, name]) => [no, beginEntry(name)]));
  const join = ({ spans, key }: KeyedColumns, run: number, write: (begun: string, entry: number) => string): string => {
    const [from, to] = spans[run]!;
    let text = '';
    for (let entry = from; entry < to; entry++) text += (entry === from ? '' : ',') + write(begun.get(key[entry]!)!, entry);
    return text;
  };
  columns.infos.forEach((info, run) => {
    const links = { datasets: columns.datasets.get(run) ?? [], modelInputs: columns.modelInputs.get(run) ?? [], modelOutputs: columns.modelOutputs.get(run) ?? [] };
    const logged = {
      metrics: join(metrics, run, (start, i) => writeMetric(start, metrics.is_nan[i] === 1 ? '"NaN"' : metrics.value[i]!, metrics.timestamp[i]!, metrics.step[i]!)),
      params: join(params, run, (start, i) => writeText(start, params.value[i]!)),
      tags: join(tags, run, (start, i) => writeText(start, tags.value[i]!)),
    };
    tell(assemble({ info, ...links }, logged));
  });
}

const beginEntry = (key: string): string => `{"key":${JSON.stringify(key)},"value":`;
const writeText = (start: string, value: string): string => `${start}${JSON.stringify(value)}}`;
const writeMetric = (start: string, value: string, timestamp: string, step: string): string => `${start}${value},"timestamp":${timestamp},"step":${step}}`;

type Links = Pick<TrackedRun, 'datasets' | 'modelInputs' | 'modelOutputs'>;

function assemble({ info, datasets, modelInputs, modelOutputs }: { readonly info: RunInfo } & Links, { metrics, params, tags }: Logged): string {
  const data = writeLists({ metrics, params, tags });
  const inputs = writeLists({
    dataset_inputs: datasets.map((each) => JSON.stringify(toDatasetInputJson(each))).join(','),
    model_inputs: modelInputs.map(({ model }) => JSON.stringify({ model_id: model })).join(','),
  });
  const outputs = writeLists({ model_outputs: modelOutputs.map(({ model, step }) => JSON.stringify({ model_id: model, step })).join(',') });
  return `{"info":${JSON.stringify(toRunInfoJson(info))},"data":${data},"inputs":${inputs},"outputs":${outputs}}`;
}

/** Lists by name; one without members is left out, as protobuf does. */
function writeLists(lists: Readonly<Record<string, string>>): string {
  let text = '';
  for (const name of Object.keys(lists)) if (lists[name] !== '') text += `${text === '' ? '' : ','}"${name}":[${lists[name]}]`;
  return `{${text}}`;
}
