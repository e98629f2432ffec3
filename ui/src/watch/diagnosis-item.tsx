import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Diagnosis, Word } from '../../../src/sdk/watch.ts';
import { EventIcon } from '../charts/event-icon.tsx';
import { formatFigure, formatPlural, formatSigned, formatSize } from '../format-number.ts';
import { formatDayLong, formatDays, formatMoment, formatStart } from '../format-time.ts';
import { AlertActions } from './alert-actions.tsx';
import { Examples } from './examples.tsx';
import { describeChance, nameOf, nameSegments } from './words.ts';

interface DiagnosisItemProps {
  readonly diagnosis: Diagnosis;
  /** The address names it. */
  readonly chosen: boolean;
  readonly onChoose: () => void;
  /** Something was changed on the server. */
  readonly onChange: () => void;
}

/** One finding as a diagnosis: what, where, since when, how sure, examples, likely cause, what to do; what follows from it is folded. */
export function DiagnosisItem({ diagnosis, chosen, onChoose, onChange }: DiagnosisItemProps): JSX.Element {
  const { worst, column, related } = diagnosis;
  const sure = describeChance(diagnosis);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (chosen) place.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <article class={`diagnosis diagnosis-${diagnosis.urgency}`} ref={place} aria-current={chosen ? 'true' : undefined}>
      <header>
        {diagnosis.urgency === 'page' && <EventIcon kind="alert" size={15} />}
        <h2>
          <button type="button" class="link" onClick={onChoose} title="Show it in the windows">
            {nameOf(diagnosis)}
          </button>
        </h2>
        <StateChip diagnosis={diagnosis} />
        <span class="faint">
          {formatDays(diagnosis.since, diagnosis.until - 1)}, {formatPlural(diagnosis.windows, 'window')}
        </span>
      </header>
      <p>{worst.message}</p>
      <dl>
        <Row name="Where">
          {placeOf(diagnosis)} of {diagnosis.deployment}
          {diagnosis.where && (
            <>
              , {diagnosis.where.alone ? 'only' : 'most of it'} where <strong>{nameSegments(diagnosis.where)}</strong>
            </>
          )}
        </Row>
        <Row name="Since">
          {formatStart(diagnosis.since)}
          {diagnosis.windows > 1 ? `, in ${formatPlural(diagnosis.windows, 'window')}` : ''}
          {diagnosis.ongoing ? ', and in the newest' : diagnosis.windows > 1 ? `, last ${formatDayLong(diagnosis.until - 1)}` : ''}
        </Row>
        <Row name="How sure">
          {sure.figure} <span class="faint">{sure.of}</span>
          <EffectBar effect={worst.effect} natural={worst.natural} />
        </Row>
        {worst.harm && (
          <Row name="Harm">
            {worst.harm.metric} {formatFigure(worst.harm.reference)} → {formatFigure(worst.harm.quality)}, cost {formatSigned(worst.harm.costPerUnit)} a unit{' '}
            <span class="faint">expected</span>
          </Row>
        )}
        <Row name="Likely cause">{diagnosis.cause}</Row>
        <Row name="What to do">{diagnosis.remedy}</Row>
        {diagnosis.alert?.acknowledged && <Row name="Looked after">{said(diagnosis.alert.acknowledged)}</Row>}
        {diagnosis.letGo && <Row name="Released">{said(diagnosis.letGo)}</Row>}
      </dl>
      <Examples finding={worst.finding} kind={diagnosis.kind} column={column} />
      {related.length > 0 && (
        <details>
          <summary>
            {formatPlural(related.length, 'related finding')} <span class="faint">in the same windows</span>
          </summary>
          <ul class="related">
            {related.map((one) => (
              <li key={one.finding}>
                <strong>{nameOf(one)}</strong> <span class="faint">{formatPlural(one.windows, 'window')}</span> {one.message}
              </li>
            ))}
          </ul>
        </details>
      )}
      <AlertActions diagnosis={diagnosis} onChange={onChange} />
    </article>
  );
}

/** `the whole window`, `the score`, `raw input departure` */
function placeOf({ column, group }: Diagnosis): string {
  if (column === '*') return 'the whole window';
  return group === 'score' ? 'the score' : `${group === 'input' ? 'raw input' : (group ?? 'column')} ${column}`;
}

function Row({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** `by ann, 21 Feb 2026, 03:12 UTC: loaded again` */
const said = ({ by, at, why }: Word): string => `by ${by}, ${formatMoment(at)}${why === `${by} looks after it` ? '' : `: ${why}`}`;

function StateChip({ diagnosis: { alert, held, released } }: { readonly diagnosis: Diagnosis }): JSX.Element {
  return (
    <>
      {alert && <span class={`state state-${alert.state}`}>{alert.muted ? `${alert.state}, muted` : alert.state}</span>}
      {held > 0 && <span class="state state-held">kept out of training</span>}
      {released > 0 && <span class="state">{held > 0 ? `${released} released` : 'released'}</span>}
    </>
  );
}

/** The effect beside what natural change explains. */
function EffectBar({ effect, natural }: { readonly effect: number; readonly natural: number }): JSX.Element {
  const part = (value: number): string => `${Math.min(1, Math.max(0, value)) * 100}%`;
  return (
    <div class="effect" role="img" aria-label={`Effect ${formatSize(effect)}, natural change reaches ${formatSize(natural)}`}>
      <div class="effect-bar">
        <i style={{ width: part(effect) }} />
        <b style={{ left: part(natural) }} />
      </div>
      <span>
        effect {formatSize(effect)} <span class="faint">natural ≤ {formatSize(natural)}</span>
      </span>
    </div>
  );
}
