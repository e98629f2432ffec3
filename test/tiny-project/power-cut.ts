import type { KyselyPlugin, PluginTransformQueryArgs, PluginTransformResultArgs } from 'kysely';
import type { Means } from '../../src/store/index.ts';

/** What is thrown in the moment after a write, where a real power cut would end the process. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

/** Writes that are still granted. */
export interface Power {
  writes: number;
}

/** The same means, but after so many writes to the records the power is cut: what was written stays, what should have followed does not happen. */
export function withPower(means: Means, power: Power): Means {
  const spend = (): void => {
    if (power.writes-- <= 0) throw new PowerCut();
  };
  const writing = new WeakSet<object>();
  const plugin: KyselyPlugin = {
    transformQuery(args: PluginTransformQueryArgs) {
      if (args.node.kind !== 'SelectQueryNode') writing.add(args.queryId);
      return args.node;
    },
    transformResult(args: PluginTransformResultArgs) {
      if (writing.has(args.queryId)) spend();
      return Promise.resolve(args.result);
    },
  };
  const { db, ledger } = means;
  return {
    ...means,
    db: {
      ...db,
      tables: <T>() => db.tables<T>().withPlugin(plugin),
      async transaction(body) {
        const result = await db.transaction(body);
        spend();
        return result;
      },
    },
    ledger: {
      ...ledger,
      async append(event, options) {
        const appended = await ledger.append(event, options);
        if (options?.trx === undefined) spend();
        return appended;
      },
    },
  };
}
