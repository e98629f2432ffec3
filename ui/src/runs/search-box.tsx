import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface SearchBoxProps {
  readonly value: string;
  readonly problem: { readonly title: string; readonly remedy: string } | null;
  readonly onSearch: (filter: string) => void;
}

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['metrics.auc > 0.68', 'the latest value of a metric'],
  ["params.trainer = 'xgboost' OR params.depth IN ('6', '8')", 'either, or one of several'],
  ["NOT status = 'FAILED' AND duration > 60000", 'attributes, and how long it took in ms'],
  ["tags.team ILIKE '%risk%'", 'part of a text, upper and lower case alike'],
  ["dataset.name = 'flights'", 'the data that it read'],
];

/** The search language in one line. Plain words look for names. */
export function SearchBox({ value, problem, onSearch }: SearchBoxProps): JSX.Element {
  const [text, setText] = useState(value);
  const [help, setHelp] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    const slash = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener('keydown', slash);
    return () => removeEventListener('keydown', slash);
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    setHelp(false);
    onSearch(text.trim());
  };
  return (
    <form class="search" role="search" onSubmit={submit}>
      <input
        ref={box}
        type="search"
        value={text}
        placeholder="Search: a name, or metrics.auc > 0.68 AND params.trainer = 'xgboost'"
        aria-label="Search runs"
        aria-invalid={problem !== null}
        aria-describedby={problem ? 'search-problem' : undefined}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={(event) => event.currentTarget.value === '' && value !== '' && onSearch('')}
      />
      <button type="button" class="link" aria-expanded={help} onClick={() => setHelp(!help)}>
        How to search
      </button>
      {problem && (
        <p class="search-problem" id="search-problem" role="alert">
          <strong>{problem.title}</strong> {problem.remedy}
        </p>
      )}
      {help && (
        <ul class="search-help">
          {EXAMPLES.map(([example, meaning]) => (
            <li key={example}>
              <button
                type="button"
                class="link"
                onClick={() => {
                  setText(example);
                  setHelp(false);
                  onSearch(example);
                }}
              >
                <code>{example}</code>
              </button>
              <span class="faint">{meaning}</span>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
