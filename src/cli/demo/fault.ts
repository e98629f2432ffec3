import type { Dataset } from '../../platform/index.ts';
import { formatDay, type Interval } from '../../kernel/index.ts';
import type { LoadedProject } from '../../platform/index.ts';

/**
 * THE SILENT FAILURE OF THE DEMO. This is the one place where it is injected.
 *
 * For two days an upstream "repair" fills the departure time with a plausible constant. Every value is valid, no contract of a single row
 * can object, and the mean score hardly moves, but the model is blind to the hour. The rows were ingested and recorded (`at`) as they were;
 * the column that the model reads (`departure`) is what breaks, in requests and in the data to train on alike.
 */
export const FAULT: Interval & { readonly column: string; readonly timeOfDay: string } = {
  from: Date.UTC(2001, 1, 20),
  to: Date.UTC(2001, 1, 22),
  column: 'departure',
  timeOfDay: '13 hours 20 minutes',
};

/** The same project, with the fault between the source and everyone who reads it. */
export function withFault(loaded: LoadedProject, fault = FAULT): LoadedProject {
  const name = loaded.project.train.dataset;
  const dataset = loaded.project.data[name]!;
  const healthy = dataset.source.select?.[fault.column] ?? fault.column;
  const broken = `CASE WHEN date >= TIMESTAMP '${formatDay(fault.from)}' AND date < TIMESTAMP '${formatDay(fault.to)}' THEN date_trunc('day', ${healthy}) + INTERVAL '${fault.timeOfDay}' ELSE ${healthy} END`;
  const faulty: Dataset = { ...dataset, source: { ...dataset.source, select: { ...dataset.source.select, [fault.column]: broken } } };
  return { ...loaded, project: { ...loaded.project, data: { ...loaded.project.data, [name]: faulty } } };
}
