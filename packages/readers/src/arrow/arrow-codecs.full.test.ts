import * as apache from 'apache-arrow';
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { recordsOf } from '../testing/records-of.ts';
import { arrow } from './arrow.ts';
import { lz4Frame } from './arrow-file.ts';

/** Compresses by the program of the codec's authors. */
function compressed(bytes: Uint8Array, program: 'lz4' | 'zstd', options: readonly string[] = []): Uint8Array {
  return new Uint8Array(execFileSync(program, ['-c', '-q', ...options], { input: bytes, maxBuffer: 1 << 28 }));
}

/** Bytes that repeat near and far, past the blocks and the window of LZ4, with parts that do not. */
function repeating(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const distance = [1, 3, 40_000, 70_000][(i >> 12) % 4]!;
    bytes[i] = i % 5000 < 900 || i < distance ? state >>> 24 : bytes[i - distance]!;
  }
  return bytes;
}

describe('a frame of LZ4', { tags: ['lz4'] }, () => {
  const options = [
    [],
    ['-BD'],
    ['-B4', '-BD'],
    ['-B5', '--content-size'],
    ['-BX', '-BD', '-9'],
    ['--no-frame-crc', '-12'],
  ];
  test.each(options.flatMap(given => [0, 1, 12, 500, 65_536, 700_001].map(size => [given.join(' '), size] as const)))(
    'of lz4 %s with %i bytes is what it was',
    (given, size) => {
      const bytes = repeating(size);
      const frame = compressed(bytes, 'lz4', given.split(' ').filter(Boolean));
      expect(Buffer.compare(lz4Frame(frame, size), bytes)).toBe(0);
    },
  );

  test('that was damaged is refused, or has other bytes', () => {
    const bytes = repeating(5000);
    const frame = compressed(bytes, 'lz4');
    for (let at = 7; at < frame.length - 8; at += 13) {
      const damaged = frame.slice();
      damaged[at]! ^= 0x55;
      let out: Uint8Array = bytes.slice(1);
      try {
        out = lz4Frame(damaged, 5000);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      expect(Buffer.compare(out, bytes)).not.toBe(0);
    }
  });
});

describe.each(['lz4', 'zstd'] as const)('a file with buffers in %s', program => {
  const type = program === 'lz4' ? apache.CompressionType.LZ4_FRAME : apache.CompressionType.ZSTD;
  const decode = (): never => {
    throw new Error('only written');
  };

  test.each(['file', 'stream'] as const)('is read from a %s', { tags: [program] }, async form => {
    apache.compressionRegistry.set(type, { encode: bytes => compressed(bytes, program), decode });
    const numbers = Float64Array.from({ length: 20_000 }, (_, i) => Math.floor(i / 50) / 4);
    const texts = Array.from(numbers, (value, i) => (i % 7 === 3 ? null : `text ${value % 100}`));
    const table = new apache.Table({
      numbers: apache.makeVector(numbers),
      texts: apache.vectorFromArray(texts, new apache.Utf8()),
      codes: apache.vectorFromArray(texts, new apache.Dictionary(new apache.Utf8(), new apache.Int32())),
    });
    const bytes = apache.tableToIPC(table, form, type);
    expect(bytes.length).toBeLessThan(200_000);
    const rows = await recordsOf(await arrow(bytes));
    expect(rows).toEqual(Array.from(numbers, (value, i) => ({ numbers: value, texts: texts[i], codes: texts[i] })));
  });
});
