import { useEffect, useState } from 'preact/hooks';
import { RELEASE_COLOURS } from './release-names.ts';

/** The style sheet's colours, for what is drawn on a canvas. */
export interface Theme {
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly line: string;
  readonly surface: string;
  readonly shade: string;
  readonly goal: string;
  readonly alarm: string;
  readonly releases: readonly string[];
  /** From no change at all to the natural bound. */
  readonly calm: readonly string[];
  /** From just beyond the natural bound to far beyond it. */
  readonly beyond: readonly string[];
}

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const list = (name: string, length: number): string[] => Array.from({ length }, (_, index) => read(`${name}-${index}`));
  return {
    ink: read('ink'),
    ink2: read('ink-2'),
    ink3: read('ink-3'),
    line: read('line'),
    surface: read('surface'),
    shade: read('shade'),
    goal: read('goal'),
    alarm: read('alarm'),
    releases: list('release', RELEASE_COLOURS),
    calm: list('calm', 3),
    beyond: list('beyond', 5),
  };
}

/** The colours of now; changes when the reader's preference for dark or light does. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const change = (): void => setTheme(readTheme());
    dark.addEventListener('change', change);
    change();
    return () => dark.removeEventListener('change', change);
  }, []);
  return theme;
}
