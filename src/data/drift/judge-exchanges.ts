import { continuousChance } from '../../stats/index.ts';
import { type Coded, countExchanges, type Exchange, exchangeLevel, sayOf } from './fit-exchanges.ts';
import { rowsWhere, type Trace } from './trace.ts';
import { largestExcess, moreSurprising } from './surprise.ts';

/** More rows in which two columns that share their texts seem to have traded places, such as from and to: each a text that either may hold. */
export const judgeExchanges = (exchanges: readonly Exchange[], names: readonly string[], coded: Coded): Trace[] =>
  exchanges.map((exchange) => {
    const { a, b, partners, slope, levels } = exchange;
    const said = sayOf(exchange, partners, { coded });
    const here = countExchanges(said, slope);
    const { from, effect, usual } = largestExcess(here, levels);
    return {
      kind: 'association',
      column: names[a.column]!,
      other: names[b.column]!,
      value: null,
      effect,
      usual,
      p: moreSurprising(here, levels),
      chance: continuousChance,
      rows: () => rowsWhere(said.length, (row) => !Number.isNaN(said[row]!) && exchangeLevel(said[row]!, slope) >= from),
    };
  });
