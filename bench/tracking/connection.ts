import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What a server answered, as its bytes came: `body` is still packed when `packed`. */
export interface Answer {
  readonly status: number;
  readonly packed: boolean;
  readonly body: Buffer;
}

/** The text of an answer. */
export const textOf = (answer: Answer): string => (answer.packed ? gunzipSync(answer.body) : answer.body).toString();

const TIMEOUT_MS = 120_000;

/**
 * One HTTP/1.1 connection that stays open and asks one question after the other. On a bare socket, so that the client takes a small part of the
 * CPU that it shares with the servers.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #held: Buffer[] = [];
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** Rejects when the connection breaks, or after two minutes: the time that MLflow's client waits. */
  async ask(message: string): Promise<Answer> {
    this.#socket ??= await this.#open();
    const answer = new Promise<Answer>((resolve, reject) => (this.#waiting = { resolve, reject }));
    this.#socket.write(message);
    return answer;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true, timeout: TIMEOUT_MS });
      socket.on('data', (piece) => this.#take(piece as Buffer));
      socket.once('timeout', () => socket.destroy(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)));
      socket.once('error', reject).once('error', (error) => this.#fail(error));
      socket.once('close', () => {
        if (this.#socket === socket) this.#socket = null;
        this.#fail(new Error('the server closed the connection'));
      });
      socket.once('connect', () => resolve(socket));
    });
  }

  #fail(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#held = [];
    waiting?.reject(error);
  }

  #take(piece: Buffer): void {
    this.#held.push(piece);
    const answer = readAnswer(this.#held);
    if (answer === null) return;
    this.#held = [];
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(answer);
  }
}

/** The whole answer, or null as long as some of it is missing. The head is read again with each piece: it is short, and the pieces are large. */
function readAnswer(pieces: Buffer[]): Answer | null {
  const first = pieces[0]!;
  const end = first.indexOf('\r\n\r\n');
  if (end < 0) {
    if (pieces.length > 1) pieces.splice(0, pieces.length, Buffer.concat(pieces));
    return pieces[0]!.indexOf('\r\n\r\n') < 0 ? null : readAnswer(pieces);
  }
  const head = first.toString('latin1', 0, end).toLowerCase();
  const length = /\ncontent-length: *(\d+)/.exec(head);
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const facts = { status: Number(head.slice(9, 12)), packed: head.includes('\ncontent-encoding: gzip') };
  if (length !== null) {
    if (size < end + 4 + Number(length[1])) return null;
    const whole = pieces.length === 1 ? first : Buffer.concat(pieces, size);
    return { ...facts, body: whole.subarray(end + 4) };
  }
  const last = pieces.at(-1)!;
  const tail = pieces.length === 1 || last.length >= 5 ? last : Buffer.concat(pieces.slice(-5));
  if (tail.subarray(-5).toString('latin1') !== '0\r\n\r\n') return null;
  return { ...facts, body: joinChunks(Buffer.concat(pieces, size).subarray(end + 4)) };
}

function joinChunks(text: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const line = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.toString('latin1', at, line), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(text.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
