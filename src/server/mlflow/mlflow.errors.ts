import { defineErrors, errorKind } from '../../kernel/index.ts';

/** What MLflow adds to what is wrong with a request by itself. */
export const DOCS = 'See the API docs for more information about request parameters.';

/** What is wrong with a request in MLflow's protocol, in MLflow's words: its clients and their tests look at them. */
export const mlflowErrors = defineErrors('MLFLOW', {
  PARAMETER_MISSING: errorKind<{ path: string }>({
    status: 400,
    message: (f) => `Missing value for required parameter '${f.path}'. ${DOCS}`,
    remedy: () => 'send it',
  }),
  PARAMETER_TYPE: errorKind<{ path: string; value: string; type: string }>({
    status: 400,
    message: (f) => `Invalid value ${f.value} for parameter '${f.path}' supplied:  Hint: Value was of type '${f.type}'. ${DOCS}`,
    remedy: () => 'send a value of the type that the protocol names',
  }),
  PARAMETER_INVALID: errorKind<{ path: string; value: string; why: string }>({
    status: 400,
    message: (f) => `Invalid value ${f.value} for parameter '${f.path}' supplied${f.why}`,
    remedy: () => 'send a value that the parameter may have',
  }),
  REQUEST_INVALID: errorKind<{ why: string }>({
    status: 400,
    message: (f) => f.why,
    remedy: () => 'correct the request',
  }),
  STATE_INVALID: errorKind<{ why: string }>({
    status: 409,
    message: (f) => f.why,
    remedy: () => 'bring it into another state first',
  }),
  CONTENT_TYPE_REFUSED: errorKind<{ given: string | null }>({
    status: 400,
    message: (f) => `Bad Request. ${f.given === null ? 'Content-Type header is missing.' : "Content-Type must be one of ['application/json']."}`,
    remedy: () => 'send JSON with Content-Type: application/json',
  }),
  UNSUPPORTED: errorKind<{ what: 'Multipart upload' | 'Presigned download' | 'Presigned upload' }>({
    status: 501,
    message: (f) => `${f.what} is not supported for the current artifact repository`,
    remedy: () => 'send or fetch the file as one stream: clients do so by themselves when they get this answer',
  }),
  ENDPOINT_UNKNOWN: errorKind<{ method: string; path: string; noun: string | null }>({
    status: 404,
    message: (f) => `There is no endpoint ${f.method} ${f.path}${f.noun === null ? '' : `: ${f.noun} of MLflow are not served here`}.`,
    remedy: () => 'docs/reference/mlflow.md lists what of the protocol is served',
  }),
});
