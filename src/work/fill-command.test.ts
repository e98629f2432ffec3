import { expect, it } from 'vitest';
import { fillCommand, placeholdersOf } from './fill-command.ts';

const values = { inputs: { rows: ['/a', '/b c'] }, outputs: { model: '/m' }, params: { depth: 3, note: 'x; rm -rf /' } };

it('fills places; a place alone gives one argument a path', () => {
  expect(fillCommand(['train.py', '{inputs.rows}', '--out={outputs.model}', '--rows={inputs.rows}', '{params.depth}', '{params.note}', '{other}'], values)).toEqual([
    'train.py',
    '/a',
    '/b c',
    '--out=/m',
    '--rows=/a,/b c',
    '3',
    'x; rm -rf /',
    '{other}',
  ]);
});

it('lists the places of a command', () => {
  expect(placeholdersOf(['{inputs.rows}', 'x={params.depth}{inputs.rows}', '{other}'])).toEqual(['inputs.rows', 'params.depth']);
});
