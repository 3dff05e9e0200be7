import { describe, expect, it } from 'vitest';
import { readArguments } from './command-line.ts';

describe('readArguments', () => {
  it('reads a folder and a template, in any order', () => {
    const expected = { folder: 'app', template: 'page', help: false };
    for (const given of [
      ['app', '--template', 'page'],
      ['--template=page', 'app'],
      ['-t', 'page', 'app'],
    ])
      expect(readArguments(given)).toEqual(expected);
  });

  it('leaves open what is not said', () => {
    expect(readArguments([])).toEqual({ folder: undefined, template: undefined, help: false });
  });

  it('refuses an unknown option, and two folders', () => {
    expect(() => readArguments(['--templat', 'page'])).toThrow(
      /^create-thalweg: options must be .*, got: Unknown option '--templat'\. See --help\.$/,
    );
    expect(() => readArguments(['my', 'app'])).toThrow('create-thalweg: one folder must be named, got my, app.');
  });
});
