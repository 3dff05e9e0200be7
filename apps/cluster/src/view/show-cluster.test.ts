import { from, lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { LeaderStatus, WorkerStatus } from '../status/status.ts';
import { emptyState, leaderOf, withDeath, withStatus, type ClusterState } from './cluster-state.ts';
import { showCluster } from './show-cluster.ts';

const leader = (more: Partial<LeaderStatus> = {}): LeaderStatus => ({ role: 'leader', name: 'leader', state: 'leading', epoch: 1, round: 2, rounds: 50, deltas: { folded: 8, late: 1, misfit: 0 }, ...more }); // prettier-ignore
const worker = (name: string): WorkerStatus => ({ role: 'worker', name, state: 'learning', round: 3, step: 120, loss: 0.51234, samplesPerSecond: 12345.6, bytesPerSample: 499.6 }); // prettier-ignore

/** All that is written when these states are shown. */
async function shown(isTTY: boolean, ...states: readonly ClusterState[]): Promise<string> {
  let text = '';
  await lastValueFrom(from(states).pipe(showCluster({ isTTY, write: part => (text += part) })));
  return text;
}

const both = [leader(), worker('w10'), worker('w2')].reduce(withStatus, emptyState);

describe('a cluster', () => {
  it('is shown in a terminal with a line for each process, and the figures of the leader', async () => {
    const text = await shown(true, withDeath(withDeath(both, 'w2'), 'w2'));
    const [head, , ...lines] = text.split('\n').filter(line => line.includes('│') || line.includes('·'));
    expect(head).toContain('samples/s');
    expect(text).toMatch(/│ leader\s+│ leading\s+│\s+2\/50 │/);
    expect(text).toMatch(/│ w2\s+│ learning\s+│\s+3 │\s+120 │ 0\.5123 │\s+12,346 │\s+500 │\s+2 │/);
    expect(text.indexOf('w2')).toBeLessThan(text.indexOf('w10'));
    expect(lines.at(-1)).toBe('epoch 1 · deltas: 8 folded, 1 late');
  });

  it('is drawn over the picture before', async () => {
    const text = await shown(true, both, withDeath(both, 'w2'));
    const [first, second] = text.split('\x1b[');
    expect(second).toMatch(new RegExp(`^${first!.split('\n').length - 1}A$`));
  });

  it('is told elsewhere in a line for each measurement', async () => {
    const measured = (round: number): ClusterState =>
      withStatus(both, leader({ round, quality: { name: 'accuracy', value: 0.9, round: round - 1, seconds: 1 } }));
    const again = withDeath(measured(3), 'w1');
    const text = await shown(false, withStatus(emptyState, worker('w1')), both, measured(3), again, measured(4));
    const figures = 'epoch 1 · deltas: 8 folded, 1 late · accuracy 0.9000 after round';
    expect(text).toBe(`round 3/50 · ${figures} 2\nround 4/50 · ${figures} 3\n`);
  });

  it('is led by the leader of the newest epoch that leads', () => {
    const others = [leader({ name: 'old', epoch: 1 }), leader({ name: 'new', epoch: 2 }), leader({ name: 'waits', epoch: 9, state: 'candidate' })]; // prettier-ignore
    expect(leaderOf(others.reduce(withStatus, emptyState))!.name).toBe('new');
    expect(leaderOf(emptyState)).toBeUndefined();
  });
});
