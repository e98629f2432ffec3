import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Diagnosis } from '../../../src/sdk/watch.ts';
import { ask } from '../ask.ts';
import { formatPlural } from '../format-number.ts';
import { problemOf } from '../runs/use-runs.ts';

interface AlertActionsProps {
  readonly diagnosis: Diagnosis;
  readonly onChange: () => void;
}

type Action = 'mute' | 'release';

/** For how long alerts can be muted from here. */
const LENGTHS = [
  { value: '4h', text: '4 hours' },
  { value: '1d', text: '1 day' },
  { value: '1w', text: '1 week' },
] as const;

/** What a person can answer: I look after it, be quiet for a while, learn from it all the same. */
export function AlertActions({ diagnosis, onChange }: AlertActionsProps): JSX.Element | null {
  const [open, setOpen] = useState<Action | null>(null);
  const [problem, setProblem] = useState<{ readonly title: string; readonly remedy: string } | null>(null);
  const { alert, held, kind, column, since, until } = diagnosis;
  const standing = alert !== null && alert.state !== 'resolved';
  if (!standing && held === 0) return null;
  /** `from`: the form that is done with when it is answered; another that was opened meanwhile stays. */
  const perform = (asked: Promise<unknown>, from?: Action): void =>
    void asked.then(
      () => {
        setOpen((now) => (now === from ? null : now));
        setProblem(null);
        onChange();
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
  const give = (why: string, length: string): void => {
    if (open === 'mute') perform(ask('alerts.mute', { kind, column, for: length, why }), open);
    else perform(ask('quarantine.release', { from: since, to: until, why }), 'release');
  };
  return (
    <div class="actions">
      {alert?.state === 'open' && (
        <button type="button" class="button" onClick={() => perform(ask('alerts.acknowledge', { alert: alert.id }))}>
          Acknowledge
        </button>
      )}
      {standing && !alert.muted && (
        <button type="button" class="button" aria-expanded={open === 'mute'} onClick={() => setOpen(open === 'mute' ? null : 'mute')}>
          Mute…
        </button>
      )}
      {held > 0 && (
        <button type="button" class="button" aria-expanded={open === 'release'} onClick={() => setOpen(open === 'release' ? null : 'release')}>
          Release {formatPlural(held, 'window')}…
        </button>
      )}
      {open && <WhyForm key={open} action={open} onGive={give} />}
      {problem && (
        <p role="alert" class="search-problem">
          <strong>{problem.title}</strong> {problem.remedy}
        </p>
      )}
    </div>
  );
}

/** Nothing is silenced or released without a reason, which the ledger keeps. */
function WhyForm({ action, onGive }: { readonly action: Action; readonly onGive: (why: string, length: string) => void }): JSX.Element {
  const [why, setWhy] = useState('');
  const [length, setLength] = useState<string>(LENGTHS[1].value);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (why.trim() !== '') onGive(why.trim(), length);
  };
  return (
    <form class="why" onSubmit={submit}>
      {action === 'mute' && (
        <label>
          for{' '}
          <select value={length} onChange={(event) => setLength(event.currentTarget.value)}>
            {LENGTHS.map(({ value, text }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        because{' '}
        <input
          required
          value={why}
          placeholder={action === 'mute' ? 'the feed is repaired tonight' : 'a false alarm, or what was repaired'}
          onInput={(event) => setWhy(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button">
        {action === 'mute' ? 'Mute' : 'Learn from it again'}
      </button>
    </form>
  );
}
