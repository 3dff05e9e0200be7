import { input, mul, parameter } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { targetsAmong } from './precompile-file.ts';

const x = input('x', ['batch', 2]);
const w = parameter(2);
const predict = mul(x, w);
const training = (): never => {
  throw new Error('is not called');
};

describe('the targets among exports', () => {
  it('are all nodes that compute something, by default', () => {
    expect(targetsAmong({ x, w, predict, training, seed: 7 }, [], 'net.ts')).toEqual({ predict });
  });

  it('are those that are named, functions too', () => {
    expect(targetsAmong({ x, predict, training }, ['training', 'x'], 'net.ts')).toEqual({ training, x });
  });

  it('must be exported, as a node or a function', () => {
    expect(() => targetsAmong({ predict }, ['predit'], 'net.ts')).toThrow(
      "precompile: net.ts must export each target, got no export predit. Did you mean 'predict'?",
    );
    expect(() => targetsAmong({ seed: 7 }, ['seed'], 'net.ts')).toThrow('got seed of net.ts, number. Export such a');
  });

  it('must exist', () => {
    expect(() => targetsAmong({}, [], 'net.ts')).toThrow(
      'net.ts must export what to precompile, got no exports. Export',
    );
    expect(() => targetsAmong({ x, training }, [], 'net.ts')).toThrow(
      'got no nodes that compute something, but x, training. Export a prediction',
    );
  });
});
