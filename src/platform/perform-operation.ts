import { compileReader, type Operation, type Reader } from '../kernel/index.ts';

/** What every operation is run with, whatever rooms it needs besides. */
export interface OperationContext {
  /** Whom it is run for. */
  readonly actor: string;
}

/** Runs an operation of the platform for somebody. Its input is read by its schema first. Throws SCHEMA_INVALID, and what the operation throws. */
export type PerformOperation = (operation: Operation<OperationContext>, input: unknown, by: OperationContext) => Promise<unknown>;

/** Runs operations in the rooms that are open; what reads their inputs is compiled once. */
export function createPerformer(rooms: object): PerformOperation {
  const readers = new Map<Operation<OperationContext>['input'], Reader<Record<string, unknown>>>();
  return async (operation, input, { actor }) => {
    let reader = readers.get(operation.input);
    if (!reader) readers.set(operation.input, (reader = compileReader(operation.input)));
    return operation.run({ ...rooms, actor }, reader.read(input ?? {}, `the input of ${operation.name}`));
  };
}
