import { CAPSTAN, type Detector } from '../detector.ts';
import { type Effort, measureDetection, type TableOutcome } from '../measure-detection.ts';
import type { DetectionTable } from '../table.ts';
import { PEER_NAMES } from './peers.ts';
import { renderBeside } from './render-beside.ts';
import { type Peer, startPeer } from './start-peer.ts';

/** Capstan and the peers on the same batches, in Markdown. A peer that cannot be installed or fails as a whole is left out, with a word. */
export async function besidePeers(tables: readonly DetectionTable[], effort: Effort): Promise<string> {
  const measure = async (detector: Detector): Promise<TableOutcome[]> => {
    const outcomes: TableOutcome[] = [];
    for (const table of tables) {
      outcomes.push(...(await measureDetection(table, detector, effort)));
      console.error(`${detector.readings[0]}: ${table.name} done`);
    }
    return outcomes;
  };
  const outcomes = await measure(CAPSTAN);
  const notes: string[] = [];
  const ask = async (name: (typeof PEER_NAMES)[number]): Promise<TableOutcome[]> => {
    let peer: Peer | undefined;
    try {
      peer = startPeer(name, effort.rows);
      const found = await measure(peer);
      const failures = peer.failures();
      notes.push(
        `${peer.version()}${failures.length > 0 ? `, which failed on ${failures.length} batches (of the first: \`${failures[0]!.replaceAll('\n', ' ').slice(0, 120)}\`)` : ''}`,
      );
      return found;
    } catch (error) {
      notes.push(`${name} was not measured (${error instanceof Error ? error.message.split('\n')[0]! : String(error)})`);
      return [];
    } finally {
      peer?.stop();
    }
  };
  // Each in a process of its own; CPU is theirs, whatever the others do.
  const theirs = await Promise.all(PEER_NAMES.map(ask));
  return `Versions: ${notes.toSorted().join('; ')}.\n\n${renderBeside([...outcomes, ...theirs.flat()], effort)}`;
}
