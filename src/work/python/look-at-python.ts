import { dirname, delimiter } from 'node:path';
import { findPython } from './find-python.ts';
import { type PythonEnvironment, readPythonEnvironment } from './read-environment.ts';

/** Which interpreter is asked about. */
export interface PythonPlace {
  /** As a command names it, such as `python` or `.venv/bin/python3`. */
  readonly name: string;
  /** The project's folder. */
  readonly root: string;
  /** Where PATH and HOME are read from. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** An interpreter and what is installed for it. */
export interface FoundPython extends Pick<PythonEnvironment, 'version' | 'distributions'> {
  /** The program, absolute. */
  readonly program: string;
  /** The folder of its user, where packages may lie. */
  readonly home: string | null;
}

/** Where programs are looked for when nothing says so. */
export const pathOf = (variables: PythonPlace['variables']): string => variables['PATH'] ?? [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);

/** Finds the interpreter that a command would run with, and what is installed for it, without starting it; `step` asks. Throws WORK_PYTHON_MISSING, WORK_PYTHON_INDIRECT. */
export function lookAtPython({ name, root, variables }: PythonPlace, step: string): FoundPython {
  const { program } = findPython({ step, name, root, path: pathOf(variables) });
  const { version, distributions } = readPythonEnvironment(program, variables['HOME']);
  return { program, home: variables['HOME'] ?? null, version, distributions };
}
