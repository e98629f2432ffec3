import { Command, Option } from 'commander';
import { resolve } from 'node:path';
import type { Environment } from '../platform/index.ts';
import type { Session } from './session.ts';
import { createTerminal } from './terminal.ts';

/** What the process brings to the command line. */
export interface ProgramOptions {
  readonly version: string;
  /** The words after the program's name. */
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly signal: AbortSignal;
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

  /** Adds a command whose body is loaded on use and gets a session. */
  const on = (command: Command, body: (session: Session, args: readonly (string | undefined)[], opts: never) => Promise<number | void>): Command =>
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
      const code = await body(session, given.slice(0, -2) as (string | undefined)[], self.opts() as never);
      if (typeof code === 'number' && code !== 0) options.exit(code);
    });
  const command = (name: string, summary: string): Command => program.command(name).description(summary);

  on(command('init [dir]', 'make a small project that runs'), async (s, [dir]) => (await import('./commands/init.ts')).init(s, dir));
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
  on(
    command('run', 'run the training pipeline and the gate; unchanged steps come from the cache')
      .option('--since <day>', 'where the data begins, when there is none yet')
      .option('--until <day>', 'up to which day; the newest data unless told')
      .option('--explain', 'say why each step ran')
      .option('--release', 'make the result the first champion, or a challenger')
      .option('--note <text>', 'why, for the record'),
    async (s, _, o) => (await import('./commands/run.ts')).run(s, o),
  );
  on(command('status', 'show where the project stands'), async (s) => (await import('./commands/status.ts')).status(s));
  on(command('runs [run]', 'list runs, or show one'), async (s, [run]) => (await import('./commands/runs.ts')).runs(s, run));
  const data = command('data', 'dataset versions: list, show, quarantined, diff, ingest');
  on(data.command('list', { isDefault: true }).description('list dataset versions'), async (s) => (await import('./commands/data.ts')).dataList(s));
  on(
    data.command('show <version>').description('show one version (by the beginning of its id, or the newest of a dataset by name) and what its contract found'),
    async (s, [version]) => (await import('./commands/data.ts')).dataShow(s, version!),
  );
  on(
    data.command('quarantined <version>').description('show the rows that the contract set aside when the version was made').option('--limit <n>', 'rows to show', Number, 100),
    async (s, [version], o) => (await import('./commands/data.ts')).dataQuarantined(s, version!, o),
  );
  on(data.command('diff <from> <to>').description('show what changed between two versions'), async (s, [from, to]) => (await import('./commands/data.ts')).dataDiff(s, from!, to!));
  on(
    data
      .command('ingest <dataset>')
      .description('add an interval of the source to the newest version, as a new one')
      .requiredOption('--from <day>', 'first day')
      .requiredOption('--to <day>', 'first day after')
      .option('--alone', 'begin anew with this interval'),
    async (s, [dataset], o) => (await import('./commands/data.ts')).dataIngest(s, dataset!, o),
  );
  on(command('releases [release]', 'list releases, or show one'), async (s, [release]) => (await import('./commands/releases.ts')).releases(s, release));
  on(command('deploy [release]', 'show where traffic goes, or make a release the champion at once').option('--why <text>', 'the reason, for the record'), async (s, [release], o) =>
    (await import('./commands/releases.ts')).deploy(s, release, o),
  );
  on(command('approve', 'promote the challenger that waits for a person').option('--why <text>', 'the reason, for the record'), async (s, _, o) =>
    (await import('./commands/releases.ts')).approve(s, o),
  );
  on(command('rollback', 'go back to the champion before').option('--why <text>', 'the reason, for the record'), async (s, _, o) =>
    (await import('./commands/releases.ts')).rollback(s, o),
  );
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
  on(command('monitor', 'show windows and findings').option('--limit <n>', 'windows to show', Number, 14).option('--all', 'notices too'), async (s, _, o) =>
    (await import('./commands/monitor.ts')).monitor(s, o),
  );
  on(
    command('replay', 'replay history through the server in event time')
      .requiredOption('--from <day>', 'first day')
      .requiredOption('--to <day>', 'first day after')
      .option('--fraction <share>', 'share of the units', Number, 1),
    async (s, _, o) => (await import('./commands/replay.ts')).replay(s, o),
  );
  on(
    command('ci', 'check the whole project: configuration, contracts, pipeline, gate')
      .option('--until <day>', 'train on data up to this day')
      .option('--since <day>', 'where the data begins')
      .option('--keep', 'keep what is made in the project’s own state; otherwise it works on a copy that is gone afterwards')
      .option('--junit <file>', 'write a JUnit report')
      .option('--markdown <file>', 'write a Markdown report'),
    async (s, _, o) => (await import('./commands/ci.ts')).ci(s, o),
  );
  on(command('doctor', 'check this machine and this folder'), async (s) => (await import('./commands/doctor.ts')).doctor(s));
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
