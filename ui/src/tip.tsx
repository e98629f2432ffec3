import { createContext } from 'preact';
import type { JSX } from 'preact';
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface TipLine {
  readonly label: string;
  readonly value: string;
  /** A CSS colour for the mark before the label. */
  readonly colour?: string;
}

/** What a tip says: a title, facts in two columns, a note below. */
export interface TipContent {
  readonly title: string;
  readonly lines?: readonly TipLine[];
  readonly notes?: readonly string[];
}

/** A tip at a place in the window; it is spoken too when the keyboard called it. */
export interface Tip {
  readonly content: TipContent;
  readonly x: number;
  readonly y: number;
  readonly spoken: boolean;
}

/** Shows one tip at a time, without drawing the page again. */
export interface TipDesk {
  show(tip: Tip): void;
  hide(): void;
  subscribe(listener: (tip: Tip | null) => void): () => void;
}

export function createTipDesk(): TipDesk {
  const listeners = new Set<(tip: Tip | null) => void>();
  const tell = (tip: Tip | null): void => {
    for (const listener of listeners) listener(tip);
  };
  return {
    show: tell,
    hide: () => tell(null),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export const TipContext = createContext<TipDesk>(createTipDesk());
export const useTips = (): TipDesk => useContext(TipContext);

const MARGIN = 12;

/** Draws the tip beside its place, always inside the window. */
export function TipLayer(): JSX.Element {
  const desk = useTips();
  const [tip, setTip] = useState<Tip | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => desk.subscribe(setTip), [desk]);
  useEffect(() => {
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') desk.hide();
    };
    // A tip that the keyboard called stays: the browser scrolls to what has the focus.
    const scroll = (): void => setTip((current) => (current?.spoken ? current : null));
    addEventListener('keydown', escape);
    addEventListener('scroll', scroll, { passive: true });
    return () => {
      removeEventListener('keydown', escape);
      removeEventListener('scroll', scroll);
    };
  }, [desk]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !tip) return;
    const { width, height } = element.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const right = tip.x + MARGIN;
    const left = right + width + 4 > room ? tip.x - width - MARGIN : right;
    const above = tip.y - height - MARGIN;
    element.style.left = `${Math.max(4, Math.min(left, room - width - 4))}px`;
    element.style.top = `${above < 4 ? tip.y + MARGIN + 6 : above}px`;
  }, [tip]);
  return (
    <>
      {tip && (
        <div class="tip" role="tooltip" ref={box}>
          <TipBody content={tip.content} />
        </div>
      )}
      <div class="unseen" role="status" aria-live="polite">
        {tip?.spoken ? speak(tip.content) : ''}
      </div>
    </>
  );
}

function TipBody({ content }: { readonly content: TipContent }): JSX.Element {
  return (
    <>
      <p class="tip-title">{content.title}</p>
      {content.lines && content.lines.length > 0 && (
        <dl>
          {content.lines.map((line) => (
            <div key={line.label}>
              <dt>
                {line.colour !== undefined && <i class="dot" style={{ background: line.colour }} />}
                {line.label}
              </dt>
              <dd>{line.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {content.notes?.map((note) => (
        <p class="tip-note" key={note}>
          {note}
        </p>
      ))}
    </>
  );
}

const speak = (content: TipContent): string => [content.title, ...(content.lines ?? []).map((line) => `${line.label} ${line.value}`), ...(content.notes ?? [])].join('. ');
