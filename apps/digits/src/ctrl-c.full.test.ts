import { expect, it } from 'vitest';
import { startDigits } from './testing/digits-program.ts';

it('Ctrl-C stops even inside a step over all examples, and says what was reached', async () => {
  const { child, ended } = startDigits('--batch', 'all', '--epochs', '50');
  await new Promise<void>(resolve => {
    child.stderr!.on('data', (chunk: Buffer) => chunk.includes('step 1/50') && resolve());
  });
  child.kill('SIGINT');
  const { code, out } = await ended;
  expect(code).toBe(130);
  // The steps that remain would be taken by then.
  expect(Number(/Stopped after step (\d+) of 50: loss \d\.\d+\./.exec(out)?.[1])).toBeLessThan(50);
});
