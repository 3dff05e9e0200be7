import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { root } from '../repository/addresses.ts';
import { learnedCurves, learningPicture } from './learning-picture.ts';

describe('the moving picture of the README', () => {
  it('shows what the network learns', async () => {
    const curves = await learnedCurves();
    expect(curves.map(({ step }) => step)).toContain(1000);
    expect(curves.at(-1)!.loss).toBeLessThan(0.01);
    expect(curves[0]!.loss).toBeGreaterThan(0.1);
    expect(await readFile(`${root}docs/learning.svg`, 'utf8')).toBe(learningPicture(curves));
  });

  it('stands still for readers who want that, and knows the dark', async () => {
    const picture = await readFile(`${root}docs/learning.svg`, 'utf8');
    expect(picture).toContain('prefers-reduced-motion');
    expect(picture).toContain('prefers-color-scheme:dark');
    expect(picture.length).toBeLessThan(30_000);
  });
});
