import type { Principal } from '../../access/index.ts';
import type { Permission } from '../../kernel/index.ts';
import type { TrackingReader, TrackingRooms } from '../../platform/index.ts';
import type { Fields, Message } from './request-fields.ts';

/** One endpoint of MLflow's protocol, as a value: it is mounted from it, and the reference is printed from it. */
export interface Endpoint<I = unknown> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** What comes after `/api/2.0/mlflow`; `:name` stands for one part of the path, which is read like a field of the request. */
  readonly path: string;
  /** @default '2.0' */
  readonly version?: '2.0' | '3.0';
  readonly permission: Permission;
  /** What the request may carry; anything else in it is ignored. */
  readonly fields: Fields;
  /** An answer may take long: it is given by a thread of its own where there is one. */
  readonly long?: true;
  /** Reads the usual form of a hot request faster than `fields` do; undefined when it is unusual or wrong, and then `fields` say how. */
  readonly readFast?: (body: Readonly<Record<string, unknown>>) => I | undefined;
  /** The answer as an object in the protocol's form, or as JSON that is ready, in text or in bytes; undefined for `{}`. */
  readonly answer: (rooms: TrackingRooms, input: I, principal: Principal) => Answer;
}

type Answer = Promise<object | string | Uint8Array | undefined>;

/** An endpoint whose answer may take long. It only reads, and what it needs is what its thread has. */
export interface LongEndpoint<I = unknown> extends Omit<Endpoint<I>, 'answer'> {
  readonly long: true;
  readonly permission: 'read';
  readonly answer: (rooms: TrackingReader, input: I) => Answer;
}

/** Declares an endpoint: what its `answer` gets follows from its `fields`. */
export const endpoint = <F extends Fields>(declared: Endpoint<Message<F>> & { readonly fields: F }): Endpoint => declared as unknown as Endpoint;

/** Declares an endpoint whose answer may take long. */
export const longEndpoint = <F extends Fields>(declared: Omit<LongEndpoint<Message<F>>, 'long'> & { readonly fields: F }): Endpoint =>
  ({ ...declared, long: true }) as unknown as Endpoint;

/** True for one whose answer may take long. */
export const isLong = (one: Endpoint | LongEndpoint): one is LongEndpoint => one.long === true;

/** The name of an endpoint among all. */
export const endpointKey = ({ method, path, version = '2.0' }: Pick<Endpoint, 'method' | 'path' | 'version'>): string => `${method} ${version}${path}`;
