import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { onnxOperators } from '../index.ts';

it('the README names each operator once', () => {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, table] = /\| kind \| operators \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(text)!;
  const named = table!.split('\n').flatMap(
    line =>
      line
        .split('|')[2]
        ?.split(',')
        .map(name => name.trim()) ?? [],
  );
  expect(named.sort()).toEqual([...onnxOperators()].sort());
});
