import type { Question } from './answer.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets: where it is, where it writes, and whom it speaks to. */
export interface Session {
  readonly terminal: Terminal;
  /** The command line, word for word. */
  readonly question: Question;
  /** JSON was asked for. */
  readonly json: boolean;
  /** The folder given with --project, or the current one. */
  readonly folder: string;
  /** A server given with --url. */
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly version: string;
  /** Ends when the user interrupts. */
  readonly signal: AbortSignal;
}
