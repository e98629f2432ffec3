import { Command, Option } from 'commander';
import { resolve } from 'node:path';
import type { Operation } from '../kernel/index.ts';
import type { Environment, OperationContext } from '../platform/index.ts';
import { operations } from '../platform/operations.ts';
import { addOperationCommands } from './operation-commands.ts';
import type { Session } from './session.ts';
import { createTerminal } from './terminal.ts';

/** What the process brings to the command line. */
export interface ProgramOptions {
  readonly version: string;
  /** The words after the program's name. */
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Called by a command that has to come to its end, or to end in order when the signal says so. Any other only asks, and may be ended at once. */
  readonly attend?: () => void;
  /** What can be asked for. @default everything */
  readonly operations?: readonly Operation<OperationContext>[];
  /** Told of the exit code when a command says one that is not 0. */
  readonly exit: (code: number) => void;
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly project?: string;
  readonly url?: string;
}

/** Builds the command line. Each command's code is loaded when it is used, so that help and the cached path stay quick. */
export function createProgram(options: ProgramOptions): Command {
  const program = new Command('capstan')
    .description('The MLOps loop as one program: data, training, releases, serving, monitoring, and the loop that retrains, tests and promotes by itself.')
    .version(options.version)
    .option('--project <dir>', 'the project’s folder', '.')
    .option('--json', 'print the result as JSON')
    .addOption(new Option('--url <url>', 'use this server instead of the project’s own'))
    .showHelpAfterError('(capstan --help lists the commands)')
    .configureHelp({ sortSubcommands: false });

  /** Adds a command whose body is loaded on use and gets a session; `asks` of one that writes nothing down. */
  const on = (
    command: Command,
    body: (session: Session, args: readonly (string | undefined)[], opts: never) => Promise<number | void>,
    { asks = false }: { readonly asks?: boolean } = {},
  ): Command =>
    command.action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command;
      const { json = false, project = '.', url } = self.optsWithGlobals<GlobalOptions>();
      const session: Session = {
        terminal: createTerminal({ json, plain: options.environment.plain }),
        question: { args: options.args, cwd: process.cwd() },
        json,
        folder: resolve(project),
        url,
        token: options.environment.token,
        version: options.version,
        signal: options.signal,
      };
      if (!asks) options.attend?.();
      const code = await body(session, given.slice(0, -2) as (string | undefined)[], self.opts() as never);
      if (typeof code === 'number' && code !== 0) options.exit(code);
    });
  const command = (name: string, summary: string): Command => program.command(name).description(summary);

  // Written by hand is what is not one operation, with the reason before it. It makes the folder that operations need.
  on(command('init [dir]', 'make a small project that runs'), async (s, [dir]) => (await import('./commands/init.ts')).init(s, dir));
  // They become the server that answers operations.
  on(
    command('up', 'serve the project: predictions, the page, and the loop')
      .option('--host <host>', 'address to listen on', '127.0.0.1')
      .option('--port <port>', 'port, 0 for any free one', Number, 7300)
      .option('--token-file <file>', 'a file with the token that guards the server (or CAPSTAN_TOKEN)'),
    async (s, _, o) => (await import('./commands/up.ts')).up(s, o),
  );
  on(
    command('tracking', 'serve experiments alone, for clients of MLflow: no project is needed')
      .option('--dir <dir>', 'the folder that keeps them', '.')
      .option('--host <host>', 'address to listen on', '127.0.0.1')
      .option('--port <port>', 'port, 0 for any free one', Number, 7300)
      .option('--token-file <file>', 'a file with the token that guards the server (or CAPSTAN_TOKEN)'),
    async (s, _, o) => (await import('./commands/tracking.ts')).tracking(s, o),
  );
  // Minutes of work with its progress, interrupted by the signal; unchanged, it is answered before any operation is loaded.
  on(
    command('run', 'run the training pipeline and the gate; unchanged steps come from the cache')
      .option('--since <day>', 'where the data begins, when there is none yet')
      .option('--until <day>', 'up to which day; the newest data unless told')
      .option('--explain', 'say why each step ran')
      .option('--include-quarantined <why>', 'learn from quarantined windows and rows all the same, for this reason')
      .option('--release', 'make the result the first champion, or a challenger')
      .option('--note <text>', 'why, for the record'),
    async (s, _, o) => (await import('./commands/run.ts')).run(s, o),
  );
  // Two operations on one page.
  const watch = program.command('monitor');
  on(
    watch.command('show', { isDefault: true }).description('show windows and findings').option('--limit <n>', 'windows to show', Number, 14).option('--all', 'notices too'),
    async (s, _, o) => (await import('./commands/monitor.ts')).monitor(s, o),
    { asks: true },
  );
  // A file on this machine.
  on(
    watch
      .command('report')
      .description('write one page of HTML about windows, which opens anywhere')
      .requiredOption('--out <file>', 'where to')
      .option('--from <day>', 'windows that begin then or later')
      .option('--to <day>', 'windows that begin before')
      .option('--limit <n>', 'the newest so many windows', Number),
    async (s, _, o) => (await import('./commands/monitor-report.ts')).monitorReport(s, o),
    { asks: true },
  );
  addOperationCommands(program, options.operations ?? operations, on);
  // The hot path, which is no operation; embedded, they lock the folder as its server does.
  on(
    command('predict', 'decide on one unit, or on a file of requests')
      .option('--unit <key>', 'what is decided on')
      .option('--inputs <json>', 'its inputs as JSON')
      .option('--file <file>', 'a JSON file of requests'),
    async (s, _, o) => (await import('./commands/predict.ts')).predict(s, o),
  );
  on(command('feedback', 'report outcomes').requiredOption('--file <file>', 'a JSON file of { predictionId, label, labelAt }'), async (s, _, o) =>
    (await import('./commands/predict.ts')).feedback(s, o),
  );
  // Thousands of requests to a server.
  on(
    command('replay', 'replay history through the server in event time')
      .requiredOption('--from <day>', 'first day')
      .requiredOption('--to <day>', 'first day after')
      .option('--fraction <share>', 'share of the units', Number, 1),
    async (s, _, o) => (await import('./commands/replay.ts')).replay(s, o),
  );
  // Many checks on a copy, with reports as files.
  on(
    command('ci', 'check the whole project: configuration, contracts, pipeline, gate')
      .option('--until <day>', 'train on data up to this day')
      .option('--since <day>', 'where the data begins')
      .option('--keep', 'keep what is made in the project’s own state; otherwise it works on a copy that is gone afterwards')
      .option('--junit <file>', 'write a JUnit report')
      .option('--markdown <file>', 'write a Markdown report'),
    async (s, _, o) => (await import('./commands/ci.ts')).ci(s, o),
  );
  // It must work where no project can be opened.
  on(command('doctor', 'check this machine and this folder'), async (s) => (await import('./commands/doctor.ts')).doctor(s), { asks: true });
  // A story told with all of the others.
  on(
    command('demo', 'the whole loop on three million real flights')
      .option('--exit', 'leave when the story is over')
      .option('--fresh', 'begin the story again')
      .option('--port <port>', 'port, 0 for any free one', Number, 7300)
      .option('--until <day>', 'end the story on this day')
      .option('--dir <dir>', 'where to keep the project and its state'),
    async (s, _, o) => (await import('./demo/demo.ts')).demo(s, o),
  );
  return program;
}
