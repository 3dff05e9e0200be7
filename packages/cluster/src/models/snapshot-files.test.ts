import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { changedBytes, withChanges } from './snapshot-files.ts';

/** A file, and the same file after some bytes were written. */
const files = fc
  .tuple(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fc.tuple(fc.nat(199), fc.uint8Array({ maxLength: 9 })), { maxLength: 5 }),
  )
  .map(([from, writes]) => {
    const to = from.slice();
    for (const [at, bytes] of writes)
      if (at < to.length) to.set(bytes.subarray(0, to.length - at), at);
    return [from, to] as const;
  }); // prettier-ignore

describe('changedBytes', () => {
  test.prop([files])('give the other file when they are applied', ([from, to]) => {
    const changes = changedBytes(from, to, 10_000)!;
    expect(withChanges(from, changes)).toEqual(to);
    if (from.every((byte, i) => byte === to[i])) expect(changes).toHaveLength(0);
  });

  test.prop([files, fc.nat(100)])('are none if they take more room than allowed', ([from, to], most) => {
    const changes = changedBytes(from, to, most);
    if (changes !== undefined) expect(withChanges(from, changes)).toEqual(to);
    else expect(changedBytes(from, to, 10_000)!.length + 10).toBeGreaterThan(most);
  });

  test.prop([fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 })])(
    'that are damaged give another file of the same length, or nothing',
    (from, runs) => {
      const to = withChanges(from, runs);
      if (to !== undefined) expect(to).toHaveLength(from.length);
    },
  );

  it('are few for a few elements of a large file', () => {
    const from = new Uint8Array(4_000_000);
    const to = from.slice();
    for (let i = 0; i < 100; i++) to[40_000 * i + 3] = 1;
    expect(changedBytes(from, to, 2_000_000)!.length).toBeLessThan(100 * 9);
  });

  it('are none for a file of another length', () => {
    expect(changedBytes(new Uint8Array(3), new Uint8Array(4), 100)).toBeUndefined();
  });
});
