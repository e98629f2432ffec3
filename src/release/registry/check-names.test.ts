import { describe, expect, it } from 'vitest';
import { aliasProblems, keyProblems, nameProblems, newAliasProblems, readStage, readVersion, tagProblems } from './check-names.ts';

describe('names in the registry', () => {
  it.each(['churn', 'late invoices', 'модель', 'a.b-c_d', ' x '])('may be %j', (name) => expect(nameProblems(name)).toEqual([]));
  it.each([
    ['', /^Missing value for required parameter 'name'\.$/],
    ['  ', /Missing value/],
    ['a/b', /^Invalid model name 'a\/b'\. Names cannot contain '\/' or ':'\.$/],
    ['a:b', /Names cannot contain/],
    ['..', /^Invalid value ".." for parameter 'name' supplied: Names may be treated as files .* would resolve to '..'$/],
    ['.', /would resolve to '.'/],
    ['...', /resolve/],
    ['x'.repeat(257), /^'name' exceeds the maximum length of 256 characters$/],
    ['a\0b', /^'name' cannot contain NUL/],
  ])('may not be %j', (name, problem) => expect(nameProblems(name).join(' ')).toMatch(problem));

  it.each(['champion', 'Champion-2', 'v', 'v2x', 'größte'])('an alias may be %j', (alias) => expect(newAliasProblems(alias)).toEqual([]));
  it.each([
    ['latest', "'latest' alias name (case insensitive) is reserved."],
    ['LATEST', "'latest' alias name (case insensitive) is reserved."],
    ['v12', "Version alias name 'v12' is reserved."],
    ['V1', "Version alias name 'V1' is reserved."],
    ['', 'Registered model alias name cannot be empty.'],
    ['a b', "Invalid alias name: 'a b'. Names may only contain alphanumerics, underscores (_), and dashes (-)."],
    ['x'.repeat(256), "'Registered model alias name' exceeds the maximum length of 255 characters"],
  ])('an alias may not be %j', (alias, problem) => expect(newAliasProblems(alias)).toEqual([problem]));
  it('an alias that is looked up may be latest', () => expect(aliasProblems('latest')).toEqual([]));

  it.each(['team', 'a/b: c.d-e_f', 'mlflow.prompt.is_prompt'])('a tag may be called %j', (key) => expect(keyProblems(key)).toEqual([]));
  it.each([
    ['', /resolve/],
    ['a//b', /would resolve to 'a\/b'/],
    ['/a', /resolve/],
    ['a/', /would resolve to 'a'/],
    ['../a', /resolve/],
    ['a=b', /Names may only contain alphanumerics/],
    ['k'.repeat(251), /250/],
  ])('a tag may not be called %j', (key, problem) => expect(keyProblems(key).join(' ')).toMatch(problem));
  it('tells everything that is wrong with a tag', () => expect(tagProblems({ key: 'a=b', value: 'x'.repeat(100_001) })).toHaveLength(2));

  it('reads versions and stages as people write them', () => {
    expect(readVersion('7')).toBe(7);
    expect(readVersion(7)).toBe(7);
    for (const bad of ['', '1.5', 'one', '1e3']) expect(() => readVersion(bad)).toThrow(`Parameter 'version' must be an integer, got '${bad}'.`);
    expect(readStage('PRODUCTION')).toBe('Production');
    expect(() => readStage('prod')).toThrow('Invalid Model Version stage: prod. Value must be one of None, Staging, Production, Archived.');
  });
});
