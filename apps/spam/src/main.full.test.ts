import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runSpam } from './testing/spam-program.ts';

describe('the command line', () => {
  it('ends with a message for what the parser refuses, and for a run that is not there', async () => {
    const [typo, nowhere] = [await runSpam('--sped'), await runSpam('--resume', 'nowhere')];
    expect([typo.code, typo.err]).toEqual([1, expect.stringContaining("unknown option '--sped'")]);
    expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining('the file must exist and be readable')]);
  });

  it('shows a table to people', async () => {
    const { code, out } = await runSpam('--bits', '10');
    expect(code).toBe(0);
    for (const line of ['accuracy', 'for spam', 'million features/s']) expect(out).toContain(line);
    expect(existsSync('runs/spam.safetensors')).toBe(false);
  });
});
