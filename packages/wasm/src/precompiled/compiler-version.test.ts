import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMPILER_VERSION } from './compiler-version.ts';

it('the version that modules are compiled for is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(COMPILER_VERSION).toBe(version);
});
