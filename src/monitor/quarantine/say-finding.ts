import type { Finding } from '../finding.ts';

/** `departure: constant` */
export const sayFinding = ({ column, kind }: Pick<Finding, 'column' | 'kind'>): string => `${column}: ${kind.replaceAll('_', ' ')}`;
