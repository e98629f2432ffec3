import { CapstanError } from '../kernel/index.ts';
import type { Feedback, PredictionAnswer, PredictionRequest } from '../serve/definition.ts';
import type { Operations } from '../platform/index.ts';
import { clientErrors } from './client.errors.ts';
import type { Overview } from './overview.ts';

/** Speaks to a Capstan server. Errors are thrown as the server made them: `CapstanError` with code, message and remedy. */
export interface Client {
  readonly url: string;
  predict(requests: readonly PredictionRequest[]): Promise<readonly PredictionAnswer[]>;
  feedback(items: readonly Feedback[]): Promise<{ readonly accepted: number; readonly duplicates: number; readonly unknown: number }>;
  overview(): Promise<Overview>;
  /** Any operation by name; a misspelt name or member is a type error. @example call('data.diff', { before: 'orders', after: '3f2a' }) */
  call<N extends keyof Operations>(operation: N, ...input: InputOf<N>): Promise<Operations[N]['output']>;
}

/** The input of an operation; it may be left out where every member of it may be. */
export type InputOf<N extends keyof Operations> = object extends Operations[N]['input'] ? [input?: Operations[N]['input']] : [input: Operations[N]['input']];

/**
 * Makes a client.
 * @example
 * const capstan = createClient({ url: 'http://127.0.0.1:7300' });
 * const [answer] = await capstan.predict([{ unitKey: 'order-7', inputs: { amount: 12 } }]);
 */
export function createClient(options: { readonly url: string; readonly token?: string }): Client {
  const url = options.url.replace(/\/$/, '');
  const post = async <T>(path: string, body: object): Promise<T> => {
    let response: Response;
    try {
      response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(options.token && { authorization: `Bearer ${options.token}` }) },
        body: JSON.stringify(body),
      });
    } catch (error) {
      throw clientErrors.UNREACHABLE({ url }, { cause: error });
    }
    const answer = (await response.json().catch(() => null)) as T & { error?: { code: string; message: string; remedy: string; facts: Record<string, unknown> } };
    if (response.ok) return answer;
    const error = answer?.error;
    if (!error) throw clientErrors.ANSWER_UNREADABLE({ url: url + path, status: response.status });
    throw new CapstanError(error.code, { status: response.status, ...error });
  };
  return {
    url,
    predict: async (requests) => (await post<{ answers: PredictionAnswer[] }>('/v1/predict', { requests })).answers,
    feedback: (items) => post('/v1/feedback', { items }),
    overview: () => post<Overview>('/v1/overview', {}),
    call: (operation, ...[input = {}]) => post(`/v1/${operation.replaceAll('.', '/')}`, input),
  };
}
