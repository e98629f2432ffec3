import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { idOf } from './columns.ts';
import type { Column, ColumnChoice } from './columns.ts';

interface ColumnPickerProps {
  readonly all: readonly Column[];
  readonly choice: ColumnChoice;
  readonly onChoose: (choice: ColumnChoice) => void;
}

const KINDS = [
  ['metric', 'Metrics'],
  ['param', 'Parameters'],
  ['tag', 'Tags'],
] as const;

/** Which columns are shown, and which of them stay at the left edge. */
export function ColumnPicker({ all, choice, onChoose }: ColumnPickerProps): JSX.Element {
  const [sought, setSought] = useState('');
  const found = all.filter((column) => column.key.toLowerCase().includes(sought.toLowerCase()));
  const show = (id: string, on: boolean): void =>
    onChoose({ shown: on ? [...choice.shown, id] : choice.shown.filter((each) => each !== id), pinned: on ? choice.pinned : choice.pinned.filter((each) => each !== id) });
  const pin = (id: string): void =>
    onChoose({
      shown: choice.shown.includes(id) ? choice.shown : [...choice.shown, id],
      pinned: choice.pinned.includes(id) ? choice.pinned.filter((each) => each !== id) : [...choice.pinned, id],
    });
  return (
    <details class="picker">
      <summary class="button">
        Columns <span class="faint">{choice.shown.length}</span>
      </summary>
      <div class="picker-box">
        <input type="search" placeholder="Find a column" aria-label="Find a column" value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
        {KINDS.map(([kind, title]) => {
          const columns = found.filter((column) => column.kind === kind);
          return (
            columns.length > 0 && (
              <fieldset key={kind}>
                <legend>{title}</legend>
                {columns.slice(0, 200).map((column) => {
                  const id = idOf(column);
                  const pinned = choice.pinned.includes(id);
                  return (
                    <div class="picker-line" key={id}>
                      <label>
                        <input type="checkbox" checked={choice.shown.includes(id)} onChange={(event) => show(id, event.currentTarget.checked)} /> {column.key}
                      </label>
                      <button type="button" class="link" aria-pressed={pinned} onClick={() => pin(id)}>
                        {pinned ? 'unpin' : 'pin'}
                      </button>
                    </div>
                  );
                })}
              </fieldset>
            )
          );
        })}
        {found.length === 0 && <p class="faint">No column has this in its name.</p>}
      </div>
    </details>
  );
}
