import { defineErrors, errorKind } from '../errors.ts';

/** What can be wrong with a question: its filter, its order, or the page it asks for. */
export const filterErrors = defineErrors('FILTER', {
  INVALID: errorKind<{ says: string; position: number; found: string; expected: string }>({
    status: 400,
    message: (f) => `${f.says} (at character ${f.position}: found ${f.found}, expected ${f.expected})`,
    remedy: () =>
      "join comparisons such as metrics.rmse < 1 and params.model = 'LR' by AND, OR, NOT and parentheses; quote texts with ' or \", and names that are not plain words with backticks",
  }),
  PAGE_SIZE: errorKind<{ given: number; most: number }>({
    status: 400,
    message: (f) => `Invalid value ${f.given} for parameter 'max_results': it must be a whole number from 1 to ${f.most}`,
    remedy: () => 'ask for fewer, and for the next page with the token of the one before',
  }),
  PAGE_TOKEN: errorKind<{ reason: string }>({
    status: 400,
    message: (f) => `Invalid page token: ${f.reason}`,
    remedy: () => 'pass the token that came with the page before, together with the same filter and order; or ask for the first page without one',
  }),
});

/** Where in a text something was found that should have been something else. */
export interface Place {
  /** Of the text, from 0. */
  readonly start: number;
  /** As it is written there; empty at the end of the text. */
  readonly text: string;
}

const SHOWN = 100;
const shorten = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** What stands at a place, for a message. */
export const shownAt = (place: Place): string => (place.text === '' ? 'the end' : `'${shorten(place.text)}'`);

/** The error of something wrong at a place. */
export const invalidAt = (place: Place, expected: string, says: string): Error => filterErrors.INVALID({ says, position: place.start + 1, found: shownAt(place), expected });

/** The error of something that does not belong where it stands. */
export const invalidClause = (place: Place, expected: string): Error => invalidAt(place, expected, `Invalid clause(s) in filter string: ${shownAt(place)}`);
