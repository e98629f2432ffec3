/** A name as SQL: `"origin"`. With `quoteLiteral` the only way in which text enters a query over tables. */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text as SQL: `'O''Hare'`. Prefer parameters; this is for where SQL takes none. */
export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;
