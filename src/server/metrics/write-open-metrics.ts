/** One value of a family: its labels, and for a histogram its parts. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number | Histogram;
}

/** How many observations were at most as large as each bound, ascending; all of them, and their sum. */
export interface Histogram {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
}

/** Values of one name. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Families as text: OpenMetrics 1.0, <https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md>. A family without samples is left out. */
export function writeOpenMetrics(families: readonly Family[]): string {
  const parts = families
    .filter((family) => family.samples.length > 0)
    .map(
      ({ name, type, help, samples }) =>
        `# TYPE ${name} ${type}\n${name.endsWith('_seconds') ? `# UNIT ${name} seconds\n` : ''}# HELP ${name} ${escapeText(help)}\n${samples.map((sample) => writeSample(name, type, sample)).join('')}`,
    );
  return `${parts.join('')}# EOF\n`;
}

function writeSample(name: string, type: Family['type'], { labels = {}, value }: Sample): string {
  if (typeof value === 'number') return `${name}${type === 'counter' ? '_total' : ''}${writeLabels(labels)} ${writeNumber(value)}\n`;
  const buckets = [...value.bounds, Infinity].map(
    (bound, i) => `${name}_bucket${writeLabels({ ...labels, le: writeNumber(bound) })} ${i < value.counts.length ? value.counts[i] : value.count}\n`,
  );
  return `${buckets.join('')}${name}_count${writeLabels(labels)} ${value.count}\n${name}_sum${writeLabels(labels)} ${writeNumber(value.sum)}\n`;
}

function writeLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeText(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Buckets are told apart by the text of their bound, which clients write with a point: `1.0`. */
const writeNumber = (value: number): string =>
  value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);

const escapeText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
