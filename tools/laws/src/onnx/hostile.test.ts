import { describe, expect, it } from 'vitest';
import { importHostile } from './hostile.ts';
import { bytesOf, torchModels } from './torch-models.ts';

describe('changed ONNX files', () => {
  it('are imported or refused in clear words, in bounded memory: 600 of them, made from models of PyTorch', () => {
    const seeds = Array.from({ length: 600 }, (_, n) => 1_000_000 + n);
    const { imported, refused, ...wrong } = importHostile(torchModels().map(bytesOf), seeds);
    expect(wrong).toEqual({ unclear: [], large: [] });
    // Neither the changes nor the import are idle.
    expect(Math.min(imported, refused)).toBeGreaterThan(60);
  });
});
