import { describe, expect, it } from 'vitest';
import { startDigits } from './testing/digits-program.ts';

const TIMEOUT = 60_000;

describe('Ctrl-C', () => {
  it(
    'stops within 200 ms at Ctrl-C, even inside a step over all examples, and says what was reached',
    { timeout: TIMEOUT },
    async () => {
      const { child, ended } = startDigits('--batch', 'all', '--epochs', '50');
      await new Promise<void>(resolve =>
        child.stderr!.on('data', (chunk: Buffer) => chunk.includes('step 1/50') && resolve()),
      );
      const start = performance.now();
      child.kill('SIGINT');
      const { code, out } = await ended;
      expect(performance.now() - start).toBeLessThan(200);
      expect(code).toBe(130);
      expect(out).toMatch(/Stopped after step \d+ of 50: loss \d\.\d+\./);
    },
  );
});
