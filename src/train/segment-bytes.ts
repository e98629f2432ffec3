import { decodeProfile, encodeProfile } from '../data/index.ts';
import type { ByteReader, ByteWriter } from '../kernel/index.ts';
import { answerColumns, type OwnReference, type ReferenceProfile, type SegmentBounds, type SegmentedReference, type SegmentReference } from './candidate.ts';

/** The part of a reference's binary form that holds its segments. */
export function writeSegmentations(writer: ByteWriter, segmentations: readonly SegmentedReference[]): void {
  writer.count(segmentations.length);
  for (const { column, edges, values, mixes, segments } of segmentations) {
    writer.text(column);
    for (const list of [edges, mixes]) {
      writer.count(list.length);
      for (const number of list) writer.number(number);
    }
    writer.count(segments.length);
    segments.forEach(({ rows, cells, own }, i) => {
      writer.text(values[i]!);
      writer.count(rows);
      for (const column of cells) {
        writer.count(column.length);
        for (const count of column) writer.count(count);
      }
      writer.byte(own === null ? 0 : 1);
      if (own !== null) writeOwn(writer, rows, own);
    });
  }
}

function writeOwn(writer: ByteWriter, rows: number, own: OwnReference): void {
  const { inputs, features, natural } = own;
  writer.block(encodeProfile({ profile: { rows, columns: [...inputs.columns, ...features.columns, ...answerColumns(own)] }, sketches: [] }));
  for (const { days, distance, topShare, missingRate, unseenRate } of natural) {
    writer.count(days);
    for (const bound of [distance, topShare, missingRate, unseenRate]) writer.number(bound);
  }
}

/** Reads what `writeSegmentations` wrote, of a reference with so many columns. Throws BYTES_MALFORMED. */
export function readSegmentations(reader: ByteReader, whole: Pick<ReferenceProfile, 'inputs' | 'features' | 'score' | 'classes'>): SegmentedReference[] {
  const sizes = { inputs: whole.inputs.columns.length, features: whole.features.columns.length, answers: answerColumns(whole).length };
  const list = (): number[] => Array.from({ length: reader.length(8) }, () => reader.number());
  return Array.from({ length: reader.length(4) }, (): SegmentedReference => {
    const [column, edges, mixes] = [reader.text(), list(), list()];
    const values: string[] = [];
    const segments = Array.from({ length: reader.length(4) }, (): SegmentReference => {
      values.push(reader.text());
      const rows = reader.count();
      const cells = Array.from({ length: sizes.inputs + sizes.features + sizes.answers }, () => Array.from({ length: reader.length(1) }, () => reader.count()));
      return { rows, cells, own: reader.byte() === 0 ? null : readOwn(reader, sizes) };
    });
    return { column, edges, values, mixes, segments };
  });
}

function readOwn(reader: ByteReader, { inputs, features, answers }: { readonly inputs: number; readonly features: number; readonly answers: number }): OwnReference {
  const { rows, columns } = decodeProfile(reader.block()).profile;
  if (columns.length !== inputs + features + answers) return reader.refuse('a segment has other columns than the whole');
  const natural = columns.map((): SegmentBounds => {
    const days = reader.count();
    const [distance, topShare, missingRate, unseenRate] = [reader.number(), reader.number(), reader.number(), reader.number()];
    return { days, distance, topShare, missingRate, unseenRate };
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
