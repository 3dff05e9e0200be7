import { describe, expect, it } from 'vitest';
import { modelRequest, QUERY } from './model-request.ts';

const none = { sizes: {}, targets: [] };

describe('an import that asks for precompiled plans', () => {
  it('is one whose query says so', () => {
    for (const id of ['./net.ts?precompiled', './net.ts?batch=1&precompiled', '/a/net.ts?precompiled&t=17'])
      expect(QUERY.test(id)).toBe(true);
    for (const id of ['./net.ts', './precompiled.ts', './net.ts?url', './net.ts?notprecompiled'])
      expect(QUERY.test(id)).toBe(false);
  });

  it('names targets and sizes, before those by default', () => {
    const byDefault = { sizes: { batch: [1], time: [8] }, targets: ['predict'] };
    const file = '/a/net.ts';
    expect(modelRequest('/a/net.ts?precompiled', byDefault)).toEqual({ file, ...byDefault });
    expect(modelRequest('/a/net.ts?precompiled&targets=a,b&batch=2,32&t=1763', byDefault)).toEqual({
      file,
      targets: ['a', 'b'],
      sizes: { batch: [2, 32], time: [8] },
    });
  });

  it('must have whole numbers for sizes', () => {
    expect(() => modelRequest('/a/net.ts?precompiled&batch=all', none)).toThrow(
      'sizes of an axis must be whole numbers, got batch=all in an import of /a/net.ts. Write batch=1,32.',
    );
  });
});
