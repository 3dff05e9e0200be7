import * as apache from 'apache-arrow';
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { arrowSamples } from '../testing/arrow-samples.ts';
import { fuzz } from '../testing/fuzz.ts';
import { arrow } from './arrow.ts';

/** Compresses by the program of the codec's authors. */
const packed = (program: 'lz4' | 'zstd') => (input: Uint8Array) =>
  new Uint8Array(execFileSync(program, ['-c', '-q'], { input }));

const codecs = {
  none: undefined,
  lz4: [apache.CompressionType.LZ4_FRAME, packed('lz4')],
  zstd: [apache.CompressionType.ZSTD, packed('zstd')],
} as const;

describe.each(['none', 'lz4', 'zstd'] as const)('with codec %s', codec => {
  const tags = codec === 'none' ? [] : [codec];

  test.each(['file', 'stream'] as const)('a damaged %s gives records, or an error with its name, at once', { tags }, async form => {
    const files = arrowSamples(form, codecs[codec]);
    const count = codec === 'none' ? 5000 : 1500;
    const outcome = await fuzz({ files, open: (bytes, name) => arrow(bytes, { name }), count, seed: 1000 });
    expect(outcome.wrong).toEqual([]);
    expect(outcome.refused).toBeGreaterThan(count / 4);
  });
}); // prettier-ignore
