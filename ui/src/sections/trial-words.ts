/** How a rollout's state reads. */
const ENDS: Readonly<Record<string, string>> = {
  shadow: 'in shadow',
  live: 'live',
  waiting: 'awaits approval',
  promoted: 'promoted',
  futile: 'futile',
  undecided: 'undecided',
  rolled_back: 'rolled back',
  withdrawn: 'withdrawn',
};

export const endOf = (state: string): string => ENDS[state] ?? state.replaceAll('_', ' ');

/** The tone of a state: what it is drawn like. */
export function toneOf(state: string): 'good' | 'bad' | 'busy' | 'plain' {
  if (state === 'promoted') return 'good';
  if (state === 'rolled_back') return 'bad';
  return state === 'shadow' || state === 'live' || state === 'waiting' ? 'busy' : 'plain';
}
