import { type DatasetIterator, fromIterable, map, shuffle, split, take, type Dataset } from '@thalweg/data';
import { imageFolder, type ImageFile, type LabelledImage } from '@thalweg/images';
import { describe, expect, it } from 'vitest';
import { references } from '../testing/references.ts';

const good = ['rgb.png', 'grey.jpg', 'lossy.webp', 'palette of 2 bits.png', 'cmyk.jpg', 'rgba.png'].map(name =>
  references.fileOf(name),
);

/** Files of which the reads are counted. */
function files(
  reads: string[] = [],
  paths: readonly string[] = ['b/2', 'a/1', 'b/1', 'a/x/9', 'B/1', 'a/.hidden'],
): ImageFile[] {
  return paths.map((path, at) => ({
    path,
    arrayBuffer() {
      reads.push(path);
      return Promise.resolve(good[at % good.length]!.slice().buffer as ArrayBuffer);
    },
  }));
}

async function all<T>(dataset: Dataset<T>, offset?: DatasetIterator<T>['offset']): Promise<T[]> {
  const items: T[] = [];
  const iterator = dataset.open(offset);
  for (let item = await iterator.next(); item !== undefined; item = await iterator.next()) items.push(item);
  return items;
}
const paths = (items: readonly LabelledImage[]) => items.map(({ path }) => path);

describe('imageFolder', () => {
  it('gives images, labels and paths by code units, and the classes', async () => {
    const images = await imageFolder(files(), { channels: 3 });
    expect([images.classes, images.length]).toEqual([['B', 'a', 'b'], 5]);
    const read = await all(images);
    expect(read.map(({ path, label }) => [path, label])).toEqual([['B/1', 0], ['a/1', 1], ['a/x/9', 1], ['b/1', 2], ['b/2', 2]]);
    expect(read.map(({ image }) => image.shape)).toEqual(Array.from({ length: 5 }, () => [19, 23, 3]));
  });

  it('splits, shuffles and takes without reading, and reads a few ahead', async () => {
    const reads: string[] = [];
    const images = await imageFolder(files(reads), { ahead: 1 });
    const [most, rest] = split(images, { seed: 1, sizes: [3, 2] });
    split(images.pipe(take(4)), { seed: 1, fractions: [0.5, 0.5] });
    const shuffled = most.pipe(shuffle({ seed: 7 }));
    expect(reads).toEqual([]);
    const iterator = shuffled.open();
    await iterator.next();
    expect(reads.length).toBe(2);
    iterator.close();
    expect([...paths(await all(most)), ...paths(await all(rest))].sort()).toEqual(['B/1', 'a/1', 'a/x/9', 'b/1', 'b/2']);
  });

  it('stratifies by the label that it knows before', async () => {
    const reads: string[] = [];
    const images = await imageFolder(files(reads, ['a/1', 'a/2', 'b/1', 'b/2']));
    const halves = split(images, { seed: 1, fractions: [0.5, 0.5], stratify: 'label' });
    expect(reads).toEqual([]);
    for (const half of halves) expect((await all(half)).map(({ label }) => label).sort()).toEqual([0, 1]);
  });

  it('continues exactly from each image, behind operators too', async () => {
    const images = (await imageFolder(files())).pipe(shuffle({ seed: 3 }), map(({ path, image }) => ({ path, sum: image.data[0] })));
    const whole = await all(images);
    for (let index = 0; index <= 5; index++) {
      const iterator = images.open();
      for (let i = 0; i < index; i++) await iterator.next();
      expect(await all(images, iterator.offset)).toEqual(whole.slice(index));
      iterator.close();
    }
  });

  it('leaves out what is no image if it may', async () => {
    const given = [...files(), { path: 'a/notes.txt', arrayBuffer: () => Promise.resolve(new ArrayBuffer(8)) }];
    const images = await imageFolder(given, { invalid: 'skip' });
    expect([images.length, images.skipped]).toEqual([5, 1]);
    await expect(all(await imageFolder(given))).rejects.toThrow('a/notes.txt: the file must be PNG, JPEG or WebP');
  });

  it('reads what a page is given', async () => {
    const picked = files().slice(0, 2).map(file => ({ webkitRelativePath: `pets/${file.path}`, arrayBuffer: () => file.arrayBuffer() }));
    expect(paths(await all(await imageFolder(picked)))).toEqual(['a/1', 'b/2']);
    const handle = { getFile: () => Promise.resolve({ arrayBuffer: () => files()[0]!.arrayBuffer() }) };
    const directory = (entries: Record<string, unknown>) => ({
      entries: async function* () {
        yield* Object.entries(entries);
      },
    });
    const given = directory({ cats: directory({ '1.png': handle, '2.png': handle }) });
    expect(paths(await all(await imageFolder(given)))).toEqual(['cats/1.png', 'cats/2.png']);
  });

  it('refuses what has no classes', async () => {
    await expect(imageFolder([])).rejects.toThrow('imageFolder: there must be images, got none. Put them into a folder');
    await expect(imageFolder(files([], ['a.png']))).rejects.toThrow('each image must be in a folder, got a.png');
    expect(() => imageFolder(fromIterable as never)).toThrow('files must be a list of files, or a folder');
    expect(() => imageFolder('pets' as never)).toThrow("got 'pets'. In Node, give imageFiles('pets')");
    expect(() => imageFolder(files(), { invalid: 'skp' as never })).toThrow("Did you mean 'skip'?");
  });
}); // prettier-ignore
