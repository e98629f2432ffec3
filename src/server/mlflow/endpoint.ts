import type { Principal } from '../../access/index.ts';
import type { Permission } from '../../kernel/index.ts';
import type { TrackingRooms } from '../../platform/index.ts';
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
  /** Reads the usual form of a hot request faster than `fields` do; undefined when it is unusual or wrong, and then `fields` say how. */
  readonly readFast?: (body: Readonly<Record<string, unknown>>) => I | undefined;
  /** The answer as an object in the protocol's form, or as JSON that is ready, in text or in bytes; undefined for `{}`. */
  readonly answer: (rooms: TrackingRooms, input: I, principal: Principal) => Promise<object | string | Uint8Array | undefined>;
}

/** Declares an endpoint: what its `answer` gets follows from its `fields`. */
export const endpoint = <F extends Fields>(declared: Endpoint<Message<F>> & { readonly fields: F }): Endpoint => declared as unknown as Endpoint;
