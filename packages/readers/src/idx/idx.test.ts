import { gzipSync } from 'node:zlib';
import { batch, DataError, filter, map, Pixels } from '@thalweg/data';
import { idx } from '@thalweg/readers';
import { tensor, type Tensor } from '@thalweg/tensor';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inChunks } from '../testing/in-chunks.ts';
import { iteratorAfter, recordsOf } from '../testing/records-of.ts';

/** An IDX file: a type, sizes, and elements that `write` puts into bytes. */
function file(type: number, sizes: readonly number[], bytes: number, write: (view: DataView, at: number) => void) {
  const count = sizes.reduce((product, size) => product * size, 1);
  const buffer = new ArrayBuffer(4 + 4 * sizes.length + count * bytes);
  const view = new DataView(buffer);
  view.setUint8(2, type);
  view.setUint8(3, sizes.length);
  sizes.forEach((size, axis) => view.setUint32(4 + 4 * axis, size));
  for (let at = 0; at < count; at++) write(new DataView(buffer, 4 + 4 * sizes.length + at * bytes), at);
  return new Uint8Array(buffer);
}

const images = file(8, [300, 2, 3], 1, (view, at) => view.setUint8(0, at % 256));
const labels = file(8, [300], 1, (view, at) => view.setUint8(0, at % 10));

describe('idx', () => {
  it('reads images and labels side by side, with a length', async () => {
    const digits = await idx({ image: gzipSync(images), digit: labels });
    expect(digits.length).toBe(300);
    const records = await recordsOf(digits);
    expect(records.length).toBe(300);
    expect(records[50]).toEqual({
      image: tensor([
        [44, 45, 46],
        [47, 48, 49],
      ]),
      digit: 0,
    });
    const { image, digit } = await firstValueFrom(digits.pipe(batch(2)));
    expect([image.shape, image.dtype, digit.dtype]).toEqual([[2, 2, 3], 'float32', 'int32']);
    expect(digit.toArray()).toEqual([0, 1]);
  });

  it.each([
    [0x09, 1, 'int32', -3, (view: DataView) => view.setInt8(0, -3)],
    [0x0b, 2, 'int32', -300, (view: DataView) => view.setInt16(0, -300)],
    [0x0c, 4, 'int32', -70_000, (view: DataView) => view.setInt32(0, -70_000)],
    [0x0d, 4, 'float32', 0.5, (view: DataView) => view.setFloat32(0, 0.5)],
    [0x0e, 8, 'float64', 0.1, (view: DataView) => view.setFloat64(0, 0.1)],
  ] as const)('reads elements of type %d, high byte first', async (type, bytes, dtype, value, write) => {
    const x = await firstValueFrom((await idx({ x: file(type, [2], bytes, write) })).pipe(batch(2)));
    expect([x.x.dtype, x.x.toArray()]).toEqual([dtype, [value, value]]);
  });

  it('scales the elements of a field', async () => {
    const [row] = await recordsOf(await idx<{ image: Tensor }>({ image: images }, { scale: { image: 1 / 255 } }));
    expect([...row!.image.data]).toEqual([0, 1, 2, 3, 4, 5].map(pixel => Math.fround(pixel / 255)));
  });

  it('gives images as pixels', async () => {
    const digits = await idx({ image: gzipSync(images), digit: labels }, { pixels: ['image'] });
    const [row] = await recordsOf(digits);
    expect(row!.image).toEqual(new Pixels([2, 3, 1], Uint8Array.of(0, 1, 2, 3, 4, 5)));
    const { image } = await firstValueFrom(digits.pipe(filter(({ digit }) => digit === 1), batch(2))); // prettier-ignore
    expect([image.shape, image.data[6]]).toEqual([[2, 2, 3, 1], 66]);
    const colours = file(8, [2, 1, 1, 3], 1, (view, at) => view.setUint8(0, at));
    expect((await recordsOf(await idx({ colours }, { pixels: ['colours'] })))[1]!.colours).toEqual(
      new Pixels([1, 1, 3], Uint8Array.of(3, 4, 5)),
    );
    await expect(idx({ labels }, { pixels: ['labels'] })).rejects.toThrow('pixels must be bytes, [height, width]');
    const declared = await idx<{ image: Pixels }>({ image: images }, { pixels: ['image'] });
    expect((await firstValueFrom(declared)).image.height).toBe(2);
    expect(() => idx({ images }, { pixels: ['images'], scale: { images: 2 } })).toThrow('pixels must have no factor');
    expect(() => idx({ labels }, { pixels: ['lables' as 'labels'] })).toThrow("Did you mean 'labels'?");
  });

  it('keeps the shape of images behind operators on records', async () => {
    const digits = await idx<{ image: Tensor<readonly [2, 3]>; digit: number }>({ image: images, digit: labels });
    const halved = digits.pipe(
      map(({ image, digit }) => ({
        image: tensor(
          image.data.map(pixel => pixel / 2),
          { shape: image.shape },
        ),
        digit,
      })),
      batch(4),
    );
    const kept = digits.pipe(
      filter(({ digit }) => digit === 1),
      map(({ image }) => ({ image })),
      batch(4),
    );
    expect((await firstValueFrom(halved)).image.shape).toEqual([4, 2, 3]);
    expect((await firstValueFrom(kept)).image.shape).toEqual([4, 2, 3]);
  });

  it('reads files without rows, and of one', async () => {
    expect(await recordsOf(await idx({ x: file(8, [0, 28, 28], 1, () => undefined) }))).toEqual([]);
    expect(await recordsOf(await idx({ x: file(8, [1], 1, () => undefined) }))).toEqual([{ x: 0 }]);
  });

  it('reads streams of any chunks once', async () => {
    const digits = await idx({ image: inChunks(images, 7), digit: inChunks(labels, 1) });
    expect((await recordsOf(digits)).length).toBe(300);
    await expect(recordsOf(digits)).rejects.toThrow('a stream can be read only once');
  });

  it('continues from every row', async () => {
    const digits = await idx({ image: images, digit: labels });
    const all = await recordsOf(digits);
    for (let count = 0; count <= 300; count += 7) {
      const iterator = await iteratorAfter(digits, count);
      expect(await recordsOf(digits, iterator.offset)).toEqual(all.slice(count));
      iterator.close();
    }
  });

  it('says what is wrong with a file', async () => {
    await expect(idx({ x: Uint8Array.of(1, 2, 3, 4) })).rejects.toThrow(
      /IDX must start with two zeros, .* got 01 02 03 04/,
    );
    await expect(idx({ x: new Uint8Array() })).rejects.toThrow(/got no bytes/);
    await expect(idx({ x: images.subarray(0, 10) })).rejects.toThrow(DataError);
    await expect(idx({ x: images, y: file(8, [2], 1, () => undefined) })).rejects.toThrow(/got 300 in x and 2 in y/);
    expect(() => idx('x.gz' as never)).toThrow("idx: files must be named, got 'x.gz'. Name the field of each");
    await expect(idx({})).rejects.toThrow('there must be at least one file');
    expect(() => idx({ image: images }, { scale: { imge: 2 } as object })).toThrow("Did you mean 'image'?");
    const cut = await idx({ x: new File([images.slice(0, 100)], 'x.idx') });
    await expect(recordsOf(cut)).rejects.toThrow('x.idx: the file must have 300 rows, as its header says, got 14.');
  });
});
