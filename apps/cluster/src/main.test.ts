import { expect, it } from 'vitest';
import { runCluster } from './testing/cluster-program.ts';

it('the program helps, with examples, and ends with a message for what it does not know', async () => {
  const [help, typo] = await Promise.all([runCluster('--help'), runCluster('--tsk', 'spam')]);
  expect([help.code, help.out]).toEqual([
    0,
    expect.stringContaining('npm run cluster -- worker --log nats://host:4222'),
  ]);
  for (const option of ['--workers <n>', '--every', '--task', '--folder', '--log', '--json', 'worker [options]'])
    expect(help.out).toContain(option);
  expect([typo.code, typo.err]).toEqual([1, expect.stringContaining('(Did you mean --task?)')]);
});
