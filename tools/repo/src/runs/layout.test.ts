import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORGOTTEN, memoryOf } from './layout.mjs';

describe('what tools remember of files', () => {
  const root = `${mkdtempSync(join(tmpdir(), 'layout-'))}/`;
  const write = (path: string, text: string): void => writeFileSync(root + path, text);
  const memory = (): string => memoryOf('modules', root);
  beforeAll(() => {
    for (const folder of ['packages/one/src/deep', 'apps', 'tools/types'])
      mkdirSync(root + folder, { recursive: true });
    write('packages/one/package.json', '{ "name": "one" }');
    write('packages/one/src/deep/a.ts', 'export const a = 1;');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('is kept when the text of a file changes', () => {
    const before = memory();
    write('packages/one/src/deep/a.ts', 'export const a = 2;');
    expect(memory()).toBe(before);
  });

  it.each([
    ['a file is added', 'packages/one/src/deep/b.ts'],
    ['a manifest changes', 'packages/one/package.json'],
    ['the options of the compiler change', 'tsconfig.base.json'],
    ['another version is installed', 'package-lock.json'],
  ])('is not used when %s, as imports may lead elsewhere', (_, path) => {
    const before = memory();
    write(path, '{ "name": "two" }');
    expect(memory()).not.toBe(before);
  });

  it('is deleted when nobody used it for a day', () => {
    const before = memory();
    const old = new Date(Date.now() - FORGOTTEN - 1000);
    write('packages/one/src/c.ts', '');
    memory();
    expect(existsSync(before)).toBe(true);
    utimesSync(before, old, old);
    memory();
    expect(existsSync(before)).toBe(false);
  });
});
