import { openRecordsToRead } from '../store/index.ts';
import { createTrackingRoom } from '../train/index.ts';
import type { TrackingRooms } from './tracking-rooms.ts';

/** What of tracking can be asked by who only reads. */
export type TrackingReader = Pick<TrackingRooms, 'tracking'>;

/** Opens the experiments of a folder for reading, beside a platform of this process that is open over it. It ends with its thread, which is all it is for. */
export async function openTrackingReader(about: { readonly project: string; readonly folder: string }): Promise<TrackingReader> {
  return { tracking: createTrackingRoom(await openRecordsToRead(about)) };
}
