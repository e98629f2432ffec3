import { HyperLogLog } from '../../stats/index.ts';
import type { Columns as ColumnStore } from '../../store/index.ts';
import { countTexts, type TextRows, type TextsOf } from './count-texts.store.ts';
import type { SketchedColumn } from './profile-numbers.store.ts';
import { describeTextCounts } from './profile-values.ts';
import { readValues } from './read-values.store.ts';
import { TextProfiler } from './text-profiler.ts';

/** Columns of many texts that are read at once. */
const TOGETHER = 32;

/** Profiles columns of texts of a table: exactly, but for those of too many to count each (see `countTexts` and `TextProfiler`). */
export async function profileTexts(store: ColumnStore, { from, rows, names }: TextsOf): Promise<SketchedColumn[]> {
  const counted = await countTexts(store, { from, rows, names });
  const many = names.filter((_, i) => counted[i] === null);
  const others: SketchedColumn[] = [];
  for (let at = 0; at < many.length; at += TOGETHER) {
    const columns = many.slice(at, at + TOGETHER).map((name) => ({ name, kind: 'string' as const }));
    const profilers = columns.map(({ name }) => new TextProfiler(name));
    await readValues(store, { from, columns }, (batch) => profilers.forEach((profiler, i) => profiler.addAll(batch.columns[i] as readonly (string | null)[], batch.nulls[i]!)));
    const kept = profilers.map((profiler) => profiler.texts());
    await readValues(store, { from, columns }, (batch) => kept.forEach((texts, i) => texts.addAll(batch.columns[i] as readonly (string | null)[])));
    profilers.forEach((profiler, i) => others.push({ profile: profiler.profile(kept[i]!), sketches: profiler.sketches }));
  }
  return names.map((name, i) => (counted[i] ? ofFew(name, rows, counted[i]) : others.shift()!));
}

function ofFew(name: string, rows: number, { counts }: TextRows): SketchedColumn {
  const distinct = new HyperLogLog();
  for (const text of counts.keys()) distinct.addText(text);
  return { profile: describeTextCounts(name, rows, counts), sketches: { distinct, moments: null, quantiles: null } };
}
