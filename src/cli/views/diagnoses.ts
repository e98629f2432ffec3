import type { Operations } from '../../platform/index.ts';
import { formatCount, formatNumber, type Terminal } from '../terminal.ts';
import type { ViewMeans } from './view.ts';

type LabelErrors = Operations['data.label-errors']['output'];
type WeakSlices = Operations['data.slices']['output'];
type Leakage = Operations['data.leakage']['output'];

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${formatNumber((100 * part) / whole, 1)} %`);

/** Labels that are probably wrong, worst first. */
export function showLabelErrors(found: LabelErrors, { terminal }: ViewMeans<'data.label-errors'>): void {
  terminal.line(
    `${formatCount(found.found)} of ${formatCount(found.rows)} labels (${share(found.found, found.rows)}) are probably wrong; ${found.classes.length === 0 ? '' : 'probabilities: '}${found.probabilities}`,
  );
  if (found.caution !== null) terminal.line(terminal.style.warn(found.caution));
  if (found.unlabelled > 0) terminal.line(terminal.style.dim(`${formatCount(found.unlabelled)} rows without a label or a probability are left out`));
  if (found.errors.length === 0) return;
  const keyed = found.errors.some((one) => one.key !== null);
  const ofClasses = found.classes.length > 0;
  terminal.table(
    ['row', ...(keyed ? ['key'] : []), 'given', ofClasses ? 'suggested' : 'expected', ...(ofClasses ? ['quality'] : []), 'why'],
    found.errors.map((one) => [one.row, ...(keyed ? [one.key ?? '–'] : []), one.given, one.suggested, ...(ofClasses ? [formatNumber(one.score)] : []), one.reason]),
  );
  if (found.errors.length < found.found) terminal.line(terminal.style.dim(`${formatCount(found.errors.length)} of ${formatCount(found.found)}; --limit shows more`));
}

/** Groups of rows on which a model errs more: those that held-out rows confirm, and those that they do not. */
export function showWeakSlices(found: WeakSlices, { terminal }: ViewMeans<'data.slices'>): void {
  const { confirmed, slices, overall, rows, alpha, quiet } = found;
  if (quiet.length > 0 && slices.length > 0)
    terminal.line(`nothing stands out at alpha ${quiet.join(' and ')}; at ${alpha} ${slices.length === 1 ? 'one group does' : `${slices.length} groups do`}`);
  terminal.line(`${confirmed} of ${slices.length} groups have a larger ${found.error} on ${formatCount(rows.heldOut)} rows apart, where it is ${formatNumber(overall)} on average`);
  if (slices.length === 0) return terminal.line(terminal.style.dim(`no group of ${formatCount(found.minRows)} rows or more stands out at alpha ${[...quiet, alpha].join(', ')}`));
  terminal.table(
    ['group', 'rows', 'error', '95 %', 'lift', 'p', 'confirmed'],
    slices.map((one) => [
      one.text,
      formatCount(one.rows),
      formatNumber(one.error),
      `${formatNumber(one.interval[0])} … ${formatNumber(one.interval[1])}`,
      one.lift === null ? '–' : `× ${formatNumber(one.lift, 2)}`,
      one.p < 0.0001 ? '<0.0001' : formatNumber(one.p, 4),
      one.confirmed ? 'yes' : 'no',
    ]),
  );
}

/** What leaks between training and test, leaks first. */
export function showLeakage(found: Leakage, { terminal }: ViewMeans<'data.leakage'>): void {
  const leaks = found.leaks.filter((leak) => leak.severity === 'leak').length;
  terminal.line(`${formatCount(found.train)} training rows, ${formatCount(found.test)} test rows: ${leaks === 0 ? 'no leak' : `${leaks} ${leaks === 1 ? 'leak' : 'leaks'}`}`);
  for (const leak of found.leaks) {
    terminal.line(`${leak.severity === 'leak' ? terminal.style.bad('✗') : terminal.style.warn('!')} ${leak.message}`);
    terminal.line(terminal.style.dim(`    ${leak.todo}`));
    for (const example of leak.examples) terminal.line(terminal.style.dim(`    ${tellExample(example)}`));
  }
  if (found.power.length > 0) showPower(terminal, found);
  const { near } = found;
  terminal.line(
    terminal.style.dim(
      `near rows: of pairs with ${near.least} of their parts in common, ${share(near.recall, 1)} are found${near.crowded > 0 ? `, fewer among ${formatCount(near.crowded)} rows that have many likes` : ''}`,
    ),
  );
}

const tellExample = (example: Leakage['leaks'][number]['examples'][number]): string =>
  Object.entries(example)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('  ');

function showPower(terminal: Terminal, { power, above }: Pick<Leakage, 'power' | 'above'>): void {
  terminal.line();
  terminal.line(terminal.style.dim(`how well each column alone tells ${above === undefined ? 'the label' : `whether the label is above ${Number(above.toPrecision(6))}`}`));
  terminal.table(
    ['column', ...(power.some((one) => one.of !== undefined) ? ['tells'] : []), 'AUC', '95 %'],
    power
      .slice(0, 10)
      .map((one) => [one.column, ...(one.of === undefined ? [] : [one.of]), formatNumber(one.auc), `${formatNumber(one.interval[0])} … ${formatNumber(one.interval[1])}`]),
  );
}
