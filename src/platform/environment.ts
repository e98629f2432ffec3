/** What Capstan reads from the environment of its process; nothing else does. */
export interface Environment {
  /** CAPSTAN_TOKEN: the token that guards the server, or that a client sends. */
  readonly token: string | undefined;
  /** NO_COLOR, or CI: no colours and no moving progress lines. */
  readonly plain: boolean;
}

/** The variables of the process, for commands that a project runs: they see the PATH, HOME and what they declare. */
export const readVariables = (variables: NodeJS.ProcessEnv = process.env): Readonly<Record<string, string | undefined>> => variables;

/** Reads the environment. */
export const readEnvironment = (variables: NodeJS.ProcessEnv = process.env): Environment => ({
  token: variables['CAPSTAN_TOKEN'] || undefined,
  plain: Boolean(variables['NO_COLOR']) || Boolean(variables['CI']),
});
