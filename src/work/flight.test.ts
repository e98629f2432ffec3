import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Flights, openFlights } from './flight.ts';

let folder: string;
let flights: Flights;
const never = new AbortController().signal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-flights-'));
  flights = openFlights(folder);
});
afterEach(async () => {
  flights.close();
  await rm(folder, { recursive: true });
});

it('lets one in at a time, and another name at once', async () => {
  const leave = await flights.enter('a', never);
  const order: string[] = [];
  const second = openFlights(folder)
    .enter('a', never)
    .then((out) => (order.push('second'), out));
  (await flights.enter('b', never))();
  order.push('leaving');
  leave();
  (await second)();
  expect(order).toEqual(['leaving', 'second']);
  expect(await readdir(folder)).toEqual([]);
});

it('takes over from a process that was killed, and from one that fell silent elsewhere', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await writeFile(join(folder, 'a'), JSON.stringify({ host: hostname(), pid: child.pid }));
  (await flights.enter('a', never))();
  await writeFile(join(folder, 'b'), JSON.stringify({ host: 'elsewhere', pid: 1 }));
  await expect(flights.enter('b', AbortSignal.timeout(100))).rejects.toThrow('aborted');
  await utimes(join(folder, 'b'), new Date(0), new Date(0));
  (await flights.enter('b', never))();
});

it('clears away what nobody asks for again: the holder was killed just after its work was published', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await writeFile(join(folder, 'left'), JSON.stringify({ host: hostname(), pid: child.pid }));
  await writeFile(join(folder, 'held'), JSON.stringify({ host: hostname(), pid: process.pid }));
  openFlights(folder).close();
  expect(await readdir(folder)).toEqual(['held']);
});
