import { memoryLog } from '@thalweg/log';
import { expect, it } from 'vitest';
import type { ClusterSettings } from '../tasks/settings.ts';
import { agree, agreed } from './agree.ts';

const settings: ClusterSettings = { task: 'digits', workers: 2, every: 50, steps: 100, outer: 'nesterov', compress: 'none', seed: 1 }; // prettier-ignore

it('the first leader sets what the cluster does, and workers wait for it', async () => {
  const log = memoryLog();
  const waiting = agreed(log, 'c');
  await agree(log, 'c', settings);
  expect(await waiting).toEqual(settings);
  await agree(log, 'c', settings);
});

it('a leader with other settings is refused', async () => {
  const log = memoryLog();
  await agree(log, 'c', settings);
  await expect(agree(log, 'c', { ...settings, every: 10 })).rejects.toThrow(
    "--every: the cluster 'c' in this log has every 50, got 10. Use the same settings, or start another cluster",
  );
});
