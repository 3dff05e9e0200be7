import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

const names = (...argv: string[]): string[] => readOptions(argv).peers.map(({ name }) => name);

describe('the options of the bench', () => {
  it('run everything by default', () => {
    expect(names().length).toBeGreaterThan(4);
    expect(readOptions([]).only('Adam step')).toBe(true);
  });

  it('choose peers by parts of their names, and ours always', () => {
    const ours = names('--peers', '');
    expect(ours).toContain('thalweg interpreter');
    expect(ours).not.toContain('pytorch');
    expect(names('--peers', 'pytorch, jax')).toEqual([...ours, 'pytorch', 'jax-js wasm']);
  });

  it('choose workloads by a pattern', () => {
    const { only } = readOptions(['adam.*batch 1$']);
    expect(['Adam step, batch 1', 'Adam step, batch 128'].map(only)).toEqual([true, false]);
  });

  it('choose a single turn of each row, the goals against peers, or the charts', () => {
    const tasks = [[], ['--once'], ['--goals'], ['--plots']].map(argv => readOptions(argv).task);
    expect(tasks).toEqual(['all', 'once', 'goals', 'plots']);
  });
});
