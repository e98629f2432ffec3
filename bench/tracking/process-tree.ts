import { readdirSync, readFileSync } from 'node:fs';

/** What a tree of processes takes of the machine. */
export interface TreeUse {
  readonly processes: number;
  /** Of all that lives, and of the children that ended and were waited for. */
  readonly cpuSeconds: number;
  /** Memory, what several of them share counted once. */
  readonly megabytes: number;
}

/** /proc counts in hundredths of a second on every Linux that Node runs on. */
const TICKS = 100;

interface Entry {
  readonly parent: number;
  readonly ticks: number;
}

function entryOf(pid: number): Entry | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) };
  } catch {
    return null; // it ended in this moment
  }
}

/** A process and all below it, with what they used. */
function treeOf(root: number): ReadonlyMap<number, Entry> {
  const all = new Map<number, Entry>();
  for (const name of readdirSync('/proc')) {
    const entry = /^\d+$/.test(name) ? entryOf(Number(name)) : null;
    if (entry !== null) all.set(Number(name), entry);
  }
  const within = (pid: number): boolean => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  return new Map([...all].filter(([pid]) => within(pid)));
}

/** CPU seconds of a process and all below it. */
export const cpuSecondsOf = (root: number): number => [...treeOf(root).values()].reduce((sum, { ticks }) => sum + ticks, 0) / TICKS;

/** What a process and all below it take now. */
export function useOf(root: number): TreeUse {
  const tree = treeOf(root);
  const kilobytes = [...tree.keys()].reduce((sum, pid) => sum + kilobytesOf(pid), 0);
  return { processes: tree.size, cpuSeconds: [...tree.values()].reduce((sum, { ticks }) => sum + ticks, 0) / TICKS, megabytes: kilobytes / 1024 };
}

/** The proportional size where the kernel tells it, else the resident one. */
function kilobytesOf(pid: number): number {
  try {
    return Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))![1]);
  } catch {
    try {
      return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  }
}
