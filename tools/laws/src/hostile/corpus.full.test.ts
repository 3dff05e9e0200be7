import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assault, bundledDoors } from './assault.ts';
import { corpusFiles } from './corpus.ts';

const files = corpusFiles();
const pathOf = (door: string, name: string): string =>
  fileURLToPath(new URL(`corpus/${door.replaceAll(' ', '-')}/${name}`, import.meta.url));

describe('inputs that once did harm', () => {
  let program = '';

  beforeAll(() => {
    program = bundledDoors();
  });

  afterAll(() => rmSync(dirname(program), { recursive: true }));

  it('are what the script makes, of some kilobytes each', () => {
    for (const { door, name, bytes } of files) {
      expect([name, Buffer.compare(readFileSync(pathOf(door, name)), bytes)]).toEqual([name, 0]);
      expect(bytes.length, name).toBeLessThan(35_000);
    }
  });

  it.each([...new Set(files.map(({ door }) => door))])('are taken or refused by an error of ours: %s', async door => {
    const own = files.filter(one => one.door === door).map(({ name }) => pathOf(door, name));
    const { taken, refused, found } = await assault(program, { door, seed: 1, count: own.length, files: own });
    expect(found).toEqual([]);
    expect(taken + refused).toBe(own.length);
  });
});
