import { takenRuns } from '@thalweg/drawn';
import { describe, expect, it } from 'vitest';
import { importHostile } from './hostile-laws.ts';
import { bytesOf, torchModels } from './onnx-models.ts';

const COUNT = takenRuns(600);

describe('changed ONNX files', () => {
  it('are imported or refused in clear words, in bounded memory, made from models of PyTorch', () => {
    const seeds = Array.from({ length: COUNT }, (_, n) => 1_000_000 + n);
    const { imported, refused, ...wrong } = importHostile(torchModels().map(bytesOf), seeds);
    expect(wrong).toEqual({ unclear: [], large: [] });
    // Neither the changes nor the import are idle.
    expect(Math.min(imported, refused)).toBeGreaterThan(COUNT / 10);
  });
});
