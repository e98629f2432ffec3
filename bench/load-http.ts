// A process: asks a server over a number of connections that stay open, each the next as soon as it has its answer. Written on bare
// sockets, so that it takes a small part of the CPU that the server takes.
import { connect, type Socket } from 'node:net';
import { answerQuestions, givenAbout } from './processes.ts';

/** What is asked: one of the bodies after the other. */
export interface LoadBodies {
  readonly bodies: readonly string[];
}
/** Ask this server for so long. */
export interface LoadOrder {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
}
/** How it went. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The last answer's body. */
  readonly last: string;
}

const { bodies } = await givenAbout<LoadBodies>();
const messages = bodies.map((body) => {
  const length = Buffer.byteLength(body);
  return Buffer.from(`POST /v1/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: keep-alive\r\n\r\n${body}`);
});
let next = 0;

async function load({ port, connections, seconds }: LoadOrder): Promise<LoadResult> {
  const times: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  let last = '';
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let asked = 0;
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const ask = (): void => {
        asked = performance.now();
        if (asked >= end) return void socket.end(resolve);
        socket.write(messages[next++ % messages.length]!);
      };
      onAnswer(socket, reject, (body) => {
        times.push(performance.now() - asked);
        last = body.toString();
        ask();
      });
      socket.once('connect', ask).once('error', reject);
    });
  await Promise.all(Array.from({ length: connections }, one));
  const took = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  return { requests: times.length, seconds: took, p50: times[Math.floor(times.length * 0.5)]!, p99: times[Math.floor(times.length * 0.99)]!, last };
}

/** Cuts what arrives into answers; all have a Content-Length. */
function onAnswer(socket: Socket, reject: (error: Error) => void, take: (body: Buffer) => void): void {
  let held: Buffer[] = [];
  let size = 0;
  let whole = 0;
  let head = 0;
  socket.on('data', (piece) => {
    held.push(piece as Buffer);
    size += piece.length;
    if (whole === 0) {
      const text = Buffer.concat(held).toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!text.startsWith('HTTP/1.1 200')) return reject(new Error(text));
      head = end + 4;
      whole = head + Number(/content-length: (\d+)/i.exec(text)![1]);
    }
    if (size < whole) return;
    const answer = held.length === 1 ? held[0]! : Buffer.concat(held);
    held = [];
    size = 0;
    whole = 0;
    take(answer.subarray(head));
  });
}

answerQuestions('ready', load);
