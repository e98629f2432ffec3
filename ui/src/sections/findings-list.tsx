import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { FindingOverview } from '../../../src/sdk/overview.ts';
import { EventIcon } from '../charts/event-icon.tsx';
import { noticesOf, pagesOf, ratioOf } from '../findings-groups.ts';
import type { FindingGroup } from '../findings-groups.ts';
import { formatCount, formatFigure, formatPlural, formatSigned, formatSize } from '../format-number.ts';
import { DAY, formatDays, formatDayShort } from '../format-time.ts';
import type { TrackFocus } from './track-focus.ts';

interface FindingsListProps {
  readonly findings: readonly FindingOverview[];
  readonly onFocus: (focus: TrackFocus) => void;
  /** What else stands in the column. */
  readonly children?: ComponentChildren;
}

/** What was found: pages first and in full, notices folded and counted. */
export function FindingsList({ findings, onFocus, children }: FindingsListProps): JSX.Element {
  const pages = useMemo(() => pagesOf(findings), [findings]);
  const notices = useMemo(() => noticesOf(findings), [findings]);
  return (
    <section class="findings" aria-labelledby="findings-title">
      <div class="findings-scroll">
        <div class="track-head">
          <h2 id="findings-title">Findings</h2>
          {findings.length > 0 && (
            <span class="faint">
              {formatPlural(pages.length, 'page')}, {formatPlural(notices.length, 'notice')}
            </span>
          )}
        </div>
        {pages.length === 0 && <p class="quiet">Nobody was paged.</p>}
        <ul class="pages">
          {pages.map((page) => (
            <PageItem key={page.key} page={page} onFocus={onFocus} />
          ))}
        </ul>
        {notices.length > 0 && (
          <details class="notices" open={pages.length === 0}>
            <summary>
              {formatPlural(notices.length, 'notice')}
              <span class="faint">beyond natural change, too little to wake anyone</span>
            </summary>
            <ul>
              {notices.map((notice) => (
                <NoticeItem key={notice.key} notice={notice} onFocus={onFocus} />
              ))}
            </ul>
          </details>
        )}
        {children}
      </div>
    </section>
  );
}

interface ItemProps {
  readonly onFocus: (focus: TrackFocus) => void;
}

const words = (kind: string): string => kind.replaceAll('_', ' ');

function PageItem({ page, onFocus }: ItemProps & { readonly page: FindingGroup }): JSX.Element {
  const { latest } = page;
  const { harm } = latest;
  return (
    <li class="page">
      <EventIcon kind="alert" size={15} />
      <div>
        <p class="page-title">
          <strong>{latest.column === '*' ? words(latest.kind) : latest.column}</strong>
          {latest.column !== '*' && <span>{words(latest.kind)}</span>}
          <button type="button" class="link" onClick={() => onFocus({ at: page.from, column: latest.column })} title="Show it in the heat map">
            {formatDays(Math.floor(page.from / DAY) * DAY, page.last)}
          </button>
        </p>
        <p>{latest.message}</p>
        <EffectBar finding={latest} />
        {harm && (
          <p class="harm">
            Expected: {harm.metric} {formatFigure(harm.reference)} → {formatFigure(harm.quality)}, cost {formatSigned(harm.costPerUnit)} a unit, {harm.cost >= 0 ? '+' : '−'}
            {formatCount(Math.abs(harm.cost))} that day
          </p>
        )}
        <p class="remedy">{latest.remedy}</p>
      </div>
    </li>
  );
}

/** The effect beside what natural change explains. */
function EffectBar({ finding }: { readonly finding: FindingOverview }): JSX.Element {
  const part = (value: number): string => `${Math.min(1, Math.max(0, value)) * 100}%`;
  return (
    <div class="effect" role="img" aria-label={`Effect ${formatSize(finding.effect)}, natural change reaches ${formatSize(finding.natural)}`}>
      <div class="effect-bar">
        <i style={{ width: part(finding.effect) }} />
        <b style={{ left: part(finding.natural) }} />
      </div>
      <span>
        effect {formatSize(finding.effect)} <span class="faint">natural ≤ {formatSize(finding.natural)}</span>
      </span>
    </div>
  );
}

function NoticeItem({ notice, onFocus }: ItemProps & { readonly notice: FindingGroup }): JSX.Element {
  const { worst } = notice;
  const ratio = ratioOf(worst);
  return (
    <li title={worst.message}>
      <span class="notice-name">
        {worst.column === '*' ? 'whole window' : worst.column} <span class="faint">{words(worst.kind)}</span>
      </span>
      <span class="notice-size">{Number.isFinite(ratio) && worst.natural > 0 ? `${ratio.toFixed(1)}×` : formatSize(worst.effect)}</span>
      <button type="button" class="link" onClick={() => onFocus({ at: worst.at, column: worst.column })} title="Show the farthest day in the heat map">
        since {formatDayShort(notice.from)}, {formatPlural(notice.days, 'day')}
      </button>
    </li>
  );
}
