import { isPython, type PythonPlace } from '../work/index.ts';
import type { Training } from './training.ts';

/** The interpreter of a project: the one that its training command names, else `python3`. */
export function pythonOf({ root, variables }: Pick<PythonPlace, 'root' | 'variables'>, { trainer }: Pick<Training, 'trainer'>): PythonPlace {
  const [program] = trainer.kind === 'command' ? trainer.options.command : [];
  return { name: program !== undefined && isPython(program) ? program : 'python3', root, variables };
}
