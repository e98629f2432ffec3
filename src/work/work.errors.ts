import { defineErrors, errorKind } from '../kernel/index.ts';

/** Everything that can go wrong in the work room, with the names and the remedy. */
export const workErrors = defineErrors('WORK', {
  PIPELINE_INVALID: errorKind<{ pipeline: string; problems: readonly string[] }>({
    status: 400,
    message: (f) => `the pipeline ${f.pipeline} is not valid: ${f.problems.join('; ')}`,
    remedy: (f) => `correct ${f.problems.length === 1 ? 'this' : `these ${f.problems.length} problems`} in the definition of the pipeline`,
  }),
  PARAM_UNKNOWN: errorKind<{ pipeline: string; names: readonly string[]; known: readonly string[] }>({
    status: 400,
    message: (f) => `no step of ${f.pipeline} has ${f.names.length === 1 ? 'a parameter' : 'parameters'} named ${f.names.join(', ')}`,
    remedy: (f) => (f.known.length === 0 ? 'its steps declare no parameters' : `use one of: ${f.known.join(', ')}`),
  }),
  CODE_UNREADABLE: errorKind<{ problems: readonly string[] }>({
    status: 400,
    message: (f) => `the code of the steps cannot be read: ${f.problems.join('; ')}`,
    remedy: () => 'correct the named places',
  }),
  CODE_NOT_TRACEABLE: errorKind<{ problems: readonly string[] }>({
    status: 400,
    message: (f) => `what these steps run cannot be known before they run, so they cannot be cached safely: ${f.problems.join('; ')}`,
    remedy: () => 'import by a fixed name, pass files as inputs, and run other programs as command steps',
  }),
  LOCK_MISSING: errorKind<{ folder: string; packages: readonly string[]; reason: string }>({
    status: 400,
    message: (f) => `steps import ${f.packages.join(', ')}, but ${f.folder} has no usable package-lock.json (${f.reason}), so their versions are not known`,
    remedy: () => 'run npm install there (npm 7 or newer) and keep package-lock.json beside package.json',
  }),
  LOCK_DISAGREES: errorKind<{ folder: string; problems: readonly string[] }>({
    status: 409,
    message: (f) => `package-lock.json and node_modules in ${f.folder} disagree: ${f.problems.join('; ')}`,
    remedy: () => 'run npm ci there',
  }),
  INPUT_MISSING: errorKind<{ step: string; input: string; path: string }>({
    status: 404,
    message: (f) => `the input ${f.input} of step ${f.step} is not there: ${f.path}`,
    remedy: () => 'check the path (relative to the project) or make the file first',
  }),
  INPUT_CHANGED: errorKind<{ step: string; paths: readonly string[] }>({
    status: 409,
    message: (f) => `while step ${f.step} ran, what it reads was changed: ${f.paths.join(', ')}`,
    remedy: () => 'nothing was recorded; run again when the files are quiet',
  }),
  EXECUTABLE_MISSING: errorKind<{ step: string; executable: string }>({
    status: 404,
    message: (f) => `the program ${f.executable} of step ${f.step} was not found on the PATH`,
    remedy: () => 'install it, or give its path',
  }),
  PYTHON_MISSING: errorKind<{ step: string; program: string }>({
    status: 404,
    message: (f) => `step ${f.step} needs Python, but ${f.program} was not found`,
    remedy: () =>
      'make an environment in the project: python3 -m venv .venv && .venv/bin/pip install -r requirements.txt (Python itself: apt-get install python3-venv, brew install python, or python.org)',
  }),
  PYTHON_INDIRECT: errorKind<{ step: string; program: string }>({
    status: 422,
    message: (f) => `${f.program} of step ${f.step} is a script that chooses an interpreter when it is started, so what would run cannot be known before`,
    remedy: () => 'name the interpreter itself, such as .venv/bin/python',
  }),
  READS_UNDECLARED: errorKind<{ step: string; files: readonly string[] }>({
    status: 422,
    message: (f) => `step ${f.step} read ${f.files.join(', ')}, which it does not declare`,
    remedy: () => 'add them to its files, so that a change in them runs it again; nothing was recorded',
  }),
  COMMAND_FAILED: errorKind<{ step: string; command: string; how: string; stderr: string }>({
    status: 422,
    message: (f) => `the command of step ${f.step} ${f.how}: ${f.command}${f.stderr === '' ? '' : `\n${f.stderr}`}`,
    remedy: () => 'its last lines say why; mend the program and run again: finished steps are kept',
  }),
  STEP_FAILED: errorKind<{ step: string; reason: string; stack: string; remedy?: string | undefined }>({
    status: 422,
    message: (f) => `step ${f.step} failed: ${f.reason}`,
    remedy: (f) => f.remedy ?? 'the stack shows the place in its code; mend it and run again: finished steps are kept',
  }),
  STEP_CRASHED: errorKind<{ step: string; how: string; stderr: string }>({
    status: 500,
    message: (f) => `the process of step ${f.step} ${f.how}${f.stderr === '' ? '' : `\n${f.stderr}`}`,
    remedy: () => 'often memory: give it less data or more room; native code or process.exit in the step are other causes',
  }),
  STEP_ABORTED: errorKind<{ step: string }>({
    status: 499,
    message: (f) => `step ${f.step} was stopped on request`,
    remedy: () => 'run again to go on: finished steps are kept',
  }),
  OUTPUT_MISSING: errorKind<{ step: string; outputs: readonly string[] }>({
    status: 422,
    message: (f) => `step ${f.step} ended without writing ${f.outputs.map((name) => `its output ${name}`).join(', ')} as a file`,
    remedy: () => 'write each declared output to the path that the step is given, or take it out of the declaration',
  }),
  OUTPUT_CHANGED: errorKind<{ step: string; path: string }>({
    status: 422,
    message: (f) => `step ${f.step} went on writing ${f.path} after it had ended`,
    remedy: () => 'await every write before the function returns, and let no process of it live on',
  }),
  LEASE_LOST: errorKind<{ job: string; token: number }>({
    status: 409,
    message: (f) => `the lease ${f.token} on job ${f.job} has ended: another worker may have it`,
    remedy: () => 'stop working on it; beat the heart more often or ask for a longer lease',
  }),
});
