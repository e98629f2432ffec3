import { continuousChance } from '../../stats/index.ts';
import type { FewCodes } from './codings.ts';
import { together, tradeLevel, type Trades } from './fit-trades.ts';
import { type Pattern, rowsWhere, type Trace } from './trace.ts';
import { largestExcess, LEVELS, moreSurprising, spokenFor, SURE } from './surprise.ts';

/** More rows in which categories seem to have traded their names, or two columns of the same two values their places: each value in itself as usual. */
export const judgeTrades = (trades: readonly Trades[], names: readonly string[], few: FewCodes): Trace[] => trades.map((of) => judgeTrade(of, names, few));

function judgeTrade(trades: Trades, names: readonly string[], few: FewCodes): Trace {
  const { columns, partners, ways, levels } = trades;
  const { own, surprises } = levelsBefore(trades, few);
  const here = ways.map((way) => countWay(trades, way, { own, surprises }));
  // Each way is another test, of which the one is taken for which most speaks (Bonferroni).
  const said = here.map(spokenFor);
  const at = said.indexOf(Math.max(...said));
  const next = Math.max(0, ...said.filter((_, i) => i !== at));
  const way = ways[at]!;
  const there = ofWay(trades, way, levels);
  const { from, effect, usual } = largestExcess(here[at]!, there);
  const isSuspicious = (row: number): boolean => own[row]! < trades.codes && surprises[row * trades.codes + way[own[row]!]!]! >= from;
  return {
    kind: 'association',
    column: names[columns[0]!]!,
    other: columns.length > 1 ? names[columns[1]!]! : partners.length === 1 ? names[partners[0]!.column]! : null,
    ...(columns.length === 1 && { beside: partners.map(({ column }) => names[column]!) }),
    value: null,
    effect,
    usual,
    p: Math.min(1, ways.length * moreSurprising(here[at]!, there)),
    chance: continuousChance,
    pattern: said[at]! - next < SURE ? null : patternOf(trades, way, names),
    rows: () => rowsWhere(own.length, isSuspicious),
  };
}

function patternOf({ columns, values }: Trades, way: Uint8Array, names: readonly string[]): Pattern {
  if (columns.length > 1) return { places: [names[columns[0]!]!, names[columns[1]!]!] };
  return { names: Array.from(way).flatMap((before, code) => (before === code ? [] : [{ before: values[before]!, now: values[code]! }])) };
}

interface Surprises {
  readonly own: Uint8Array;
  /** At row · codes + the code before. */
  readonly surprises: Uint8Array;
}

/** How likely each row had each other code before. */
function levelsBefore({ columns, codes, shares, partners }: Trades, few: FewCodes): Surprises {
  const [a, b] = columns.map((column) => few.get(column)!);
  const own = b === undefined ? a! : together(a!, b);
  const theirs = partners.map(({ column }) => few.get(column)!);
  const surprises = new Uint8Array(own.length * codes);
  const chances = new Float64Array(codes);
  for (let row = 0; row < own.length; row++) {
    const mine = own[row]!;
    if (mine >= codes) continue;
    for (let code = 0; code < codes; code++) chances[code] = shares[code]!;
    for (let i = 0; i < partners.length; i++) {
      const { factors } = partners[i]!;
      const at = theirs[i]![row]! * (codes + 1);
      for (let code = 0; code < codes; code++) chances[code]! *= factors[at + code]!;
    }
    for (let before = 0; before < codes; before++) surprises[row * codes + before] = tradeLevel(chances, before, mine);
  }
  return { own, surprises };
}

function countWay({ codes }: Trades, way: Uint8Array, { own, surprises }: Surprises): Float64Array {
  const counts = new Float64Array(LEVELS);
  for (let row = 0; row < own.length; row++) if (own[row]! < codes) counts[surprises[row * codes + way[own[row]!]!]!]!++;
  return counts;
}

/** The rows of the reference on each level of surprise, of one way to trade. */
function ofWay({ codes }: Trades, way: Uint8Array, levels: Float64Array): Float64Array {
  const sum = new Float64Array(LEVELS);
  way.forEach((before, code) => {
    const from = (before * codes + code) * LEVELS;
    for (let level = 0; level < LEVELS; level++) sum[level]! += levels[from + level]!;
  });
  return sum;
}
