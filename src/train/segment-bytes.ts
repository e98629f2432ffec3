import { decodeProfile, encodeProfile, type WeeklyBounds } from '../data/index.ts';
import type { ByteReader, ByteWriter } from '../kernel/index.ts';
import { answerColumns, type OwnReference, type ReferenceProfile, type SegmentBounds, type SegmentedReference, type SegmentReference } from './candidate.ts';

/** Whether the segments, or their mix, differ by the part of the week. */
export const isWeekly = ({ weekly, segments }: SegmentedReference): boolean => weekly !== undefined || segments.some(({ own }) => own?.natural.some((bounds) => bounds.weekly));

/** The part of a reference's binary form that holds its segments; parts of the week where `weeks` says so. */
export function writeSegmentations(writer: ByteWriter, segmentations: readonly SegmentedReference[], weeks: boolean): void {
  writer.count(segmentations.length);
  for (const { column, edges, values, mixes, weekly, segments } of segmentations) {
    writer.text(column);
    for (const list of [edges, mixes]) {
      writer.count(list.length);
      for (const number of list) writer.number(number);
    }
    if (weeks) writeWeekly(writer, weekly);
    writer.count(segments.length);
    segments.forEach(({ rows, cells, own }, i) => {
      writer.text(values[i]!);
      writer.count(rows);
      for (const column of cells) {
        writer.count(column.length);
        for (const count of column) writer.count(count);
      }
      writer.byte(own === null ? 0 : 1);
      if (own !== null) writeOwn(writer, own, { rows, weeks });
    });
  }
}

function writeOwn(writer: ByteWriter, own: OwnReference, { rows, weeks }: { readonly rows: number; readonly weeks: boolean }): void {
  const { inputs, features, natural } = own;
  writer.block(encodeProfile({ profile: { rows, columns: [...inputs.columns, ...features.columns, ...answerColumns(own)] }, sketches: [] }));
  for (const bounds of natural) {
    writeBounds(writer, bounds);
    if (weeks) writeWeekly(writer, bounds.weekly);
  }
}

function writeBounds(writer: ByteWriter, { days, distance, topShare, missingRate, unseenRate }: Omit<SegmentBounds, 'weekly'>): void {
  writer.count(days);
  for (const bound of [distance, topShare, missingRate, unseenRate]) writer.number(bound);
}

/** A number of parts of the week, 0 for none; 2 are working days and weekends. */
function writeWeekly(writer: ByteWriter, weekly: WeeklyBounds | undefined): void {
  writer.count(weekly?.phases.length ?? 0);
  for (const { cells, ...bounds } of weekly?.phases ?? []) {
    writeBounds(writer, bounds);
    writer.count(cells.length);
    for (const count of cells) writer.count(count);
  }
}

/** Reads what `writeSegmentations` wrote, of a reference with so many columns. Throws BYTES_MALFORMED. */
export function readSegmentations(reader: ByteReader, whole: Pick<ReferenceProfile, 'inputs' | 'features' | 'score' | 'classes'>, weeks: boolean): SegmentedReference[] {
  const sizes = { inputs: whole.inputs.columns.length, features: whole.features.columns.length, answers: answerColumns(whole).length, weeks };
  const list = (): number[] => Array.from({ length: reader.length(8) }, () => reader.number());
  return Array.from({ length: reader.length(4) }, (): SegmentedReference => {
    const [column, edges, mixes] = [reader.text(), list(), list()];
    const weekly = weeks ? readWeekly(reader) : undefined;
    const values: string[] = [];
    const segments = Array.from({ length: reader.length(4) }, (): SegmentReference => {
      values.push(reader.text());
      const rows = reader.count();
      const cells = Array.from({ length: sizes.inputs + sizes.features + sizes.answers }, () => Array.from({ length: reader.length(1) }, () => reader.count()));
      return { rows, cells, own: reader.byte() === 0 ? null : readOwn(reader, sizes) };
    });
    return { column, edges, values, mixes, ...(weekly && { weekly }), segments };
  });
}

function readOwn(
  reader: ByteReader,
  { inputs, features, answers, weeks }: { readonly inputs: number; readonly features: number; readonly answers: number; readonly weeks: boolean },
): OwnReference {
  const { rows, columns } = decodeProfile(reader.block()).profile;
  if (columns.length !== inputs + features + answers) return reader.refuse('a segment has other columns than the whole');
  const natural = columns.map((): SegmentBounds => {
    const bounds = readBounds(reader);
    const weekly = weeks ? readWeekly(reader) : undefined;
    return { ...bounds, ...(weekly && { weekly }) };
  });
  const [score, ...classes] = columns.slice(inputs + features);
  return {
    inputs: { rows, columns: columns.slice(0, inputs) },
    features: { rows, columns: columns.slice(inputs, inputs + features) },
    score: score!,
    ...(classes.length > 0 && { classes }),
    natural,
  };
}

function readBounds(reader: ByteReader): Omit<SegmentBounds, 'weekly'> {
  const days = reader.count();
  const [distance, topShare, missingRate, unseenRate] = [reader.number(), reader.number(), reader.number(), reader.number()];
  return { days, distance, topShare, missingRate, unseenRate };
}

function readWeekly(reader: ByteReader): WeeklyBounds | undefined {
  const phases = Array.from({ length: reader.length(33) }, () => ({
    ...readBounds(reader),
    outsideRate: 0,
    cells: Array.from({ length: reader.length(1) }, () => reader.count()),
  }));
  return phases.length === 0 ? undefined : { season: phases.length === 2 ? 'weekend' : 'weekday', phases };
}
