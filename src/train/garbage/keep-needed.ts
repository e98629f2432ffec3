/** That one thing needs another, and how a person is told. */
export interface Need {
  readonly who: string;
  readonly needs: string;
  readonly why: string;
}

/**
 * Which of the `doomed` must stay, and why: those for which there is a reason already, and whatever is needed by one that stays, directly or by way of others.
 * What is not doomed stays.
 */
export function keepNeeded(doomed: ReadonlySet<string>, given: { readonly reasons: ReadonlyMap<string, string>; readonly needs: readonly Need[] }): ReadonlyMap<string, string> {
  const kept = new Map(given.reasons);
  const needsOf = new Map<string, Need[]>();
  for (const need of given.needs) needsOf.set(need.who, [...(needsOf.get(need.who) ?? []), need]);
  const staying = [...kept.keys(), ...[...needsOf.keys()].filter((who) => !doomed.has(who))];
  for (let who = staying.pop(); who !== undefined; who = staying.pop()) {
    for (const { needs, why } of needsOf.get(who) ?? []) {
      if (!doomed.has(needs) || kept.has(needs)) continue;
      kept.set(needs, why);
      staying.push(needs);
    }
  }
  return kept;
}
