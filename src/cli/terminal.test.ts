import { describe, expect, it } from 'vitest';
import { createTerminal } from './terminal.ts';

describe('a terminal', () => {
  it.each([true, false])('tells faults on standard error, also to programs (json: %s)', (json) => {
    const written = { out: '', err: '' };
    const terminal = createTerminal({ json, plain: true, out: { write: (text) => (written.out += text) }, err: { write: (text) => (written.err += text) } });
    terminal.fault('it broke');
    expect(written).toEqual({ out: '', err: 'it broke\n' });
  });
});
