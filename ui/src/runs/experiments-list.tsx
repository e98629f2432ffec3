import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ExperimentView } from '../../../src/sdk/tracking.ts';
import { ask } from '../ask.ts';
import { repeat } from '../repeat.ts';
import { formatCount } from '../format-number.ts';

interface ExperimentsListProps {
  readonly chosen: readonly number[];
  readonly onChoose: (experiments: readonly number[]) => void;
}

const REFRESH = 10_000;

/** The experiments by name; one is chosen with a click, several with the box beside each. */
export function ExperimentsList({ chosen, onChoose }: ExperimentsListProps): JSX.Element {
  const experiments = useExperiments();
  const [sought, setSought] = useState('');
  const all = experiments.reduce((sum, each) => sum + each.runs, 0);
  const found = experiments.filter((each) => each.name.toLowerCase().includes(sought.toLowerCase()));
  const toggle = (no: number): void => onChoose(chosen.includes(no) ? chosen.filter((each) => each !== no) : [...chosen, no]);
  return (
    <nav class="experiments" aria-label="Experiments">
      <h2>Experiments</h2>
      {experiments.length > 8 && (
        <input type="search" placeholder="Find" aria-label="Find an experiment" value={sought} onInput={(event) => setSought(event.currentTarget.value)} />
      )}
      <ul>
        <li class={chosen.length === 0 ? 'chosen' : ''}>
          <button type="button" aria-pressed={chosen.length === 0} onClick={() => onChoose([])}>
            All <span class="faint">{formatCount(all)}</span>
          </button>
        </li>
        {found.map((each) => (
          <li key={each.no} class={chosen.includes(each.no) ? 'chosen' : ''}>
            <input type="checkbox" checked={chosen.includes(each.no)} aria-label={`Show ${each.name} too`} onChange={() => toggle(each.no)} />
            <button type="button" title={`Experiment ${each.no}`} aria-pressed={chosen.includes(each.no)} onClick={() => onChoose([each.no])}>
              {each.name} <span class="faint">{formatCount(each.runs)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function useExperiments(): readonly ExperimentView[] {
  const [experiments, setExperiments] = useState<readonly ExperimentView[]>([]);
  useEffect(() => repeat((signal) => void ask('experiments.list', {}, signal).then(setExperiments, () => undefined), REFRESH), []);
  return experiments;
}
