import { type MlflowRuntime, packagesOf } from '../train/index.ts';
import type { FoundPython } from '../work/index.ts';

/** `3.11` of `3.11.7`: compiled packages are made for it, and pickles are read by it. */
const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/** How the Python that is here differs from the one that a model was measured with, as far as the model needs it: other versions may score otherwise. */
export function findDifferences(measured: Pick<MlflowRuntime, 'python' | 'packages'>, here: FoundPython): readonly string[] {
  const found = packagesOf({ requirements: Object.keys(measured.packages) }, here);
  const say = (version: string | null | undefined): string => version ?? 'absent';
  return [
    ...(minorOf(measured.python) === minorOf(here.version) ? [] : [`python ${measured.python} → ${here.version}`]),
    ...Object.entries(measured.packages).flatMap(([name, version]) => (found[name] === version ? [] : [`${name} ${say(version)} → ${say(found[name])}`])),
  ];
}
