import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { FileError, imageFiles } from '@thalweg/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('imageFiles', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(`${tmpdir()}/pets-`);
    for (const name of ['cats', 'dogs/small']) {
      mkdirSync(`${folder}/${name}`, { recursive: true });
      writeFileSync(`${folder}/${name}/1.png`, name);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('lists the files below a folder, by their paths in it', async () => {
    for (const given of [folder, `${folder}/`]) {
      const files = [...imageFiles(given)].sort((a, b) => (a.path < b.path ? -1 : 1));
      expect(files.map(({ path }) => path)).toEqual(['cats/1.png', 'dogs/small/1.png']);
      expect(new TextDecoder().decode(await files[0]!.arrayBuffer())).toBe('cats');
    }
  });

  it('names the folder or file that it cannot read', async () => {
    expect(() => imageFiles(`${folder}/none`)).toThrow(FileError);
    const [file] = imageFiles(folder);
    rmSync(`${folder}/${file!.path}`);
    await expect(file!.arrayBuffer()).rejects.toThrow(`${file!.path}: the file must be readable`);
  });
});
