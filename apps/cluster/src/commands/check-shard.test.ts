import { expect, it } from 'vitest';
import { checkShard } from './worker.ts';

it('a part must be one of as many as there are workers', () => {
  const worker = (count: number) => ({ cluster: 'c', shard: { index: 0, count } });
  expect(() => checkShard(worker(3), { workers: 2 })).toThrow(
    "--shard: the cluster 'c' in this log has 2 workers, so a part must be of 2, got 1/3. Try --shard 1/2.",
  );
  expect(() => checkShard(worker(3), { workers: 1 })).toThrow('has 1 worker, so');
  checkShard(worker(2), { workers: 2 });
});
