import { cliErrors } from './cli.errors.ts';

/** The one name that begins with a text (a digest's `sha256:` may be left out). Throws CLI_AMBIGUOUS. */
export function findOne(what: string, text: string, names: readonly string[]): string {
  const matches = names.filter((name) => name.startsWith(text) || name.replace(/^\w+[:_]/, '').startsWith(text));
  const [only] = matches;
  if (matches.length !== 1 || only === undefined) throw cliErrors.AMBIGUOUS({ what, text, matches });
  return only;
}
