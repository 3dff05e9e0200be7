import { from, lastValueFrom, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import type { LeaderStatus, WorkerStatus } from '../status/status.ts';
import { type ClusterState, emptyState, leaderOf, withDeath, withStatus } from './cluster-state.ts';
import { type Result, resultLine } from './result.ts';
import { clusterTable, showCluster } from './show-cluster.ts';

const leader = (more: Partial<LeaderStatus> = {}): LeaderStatus => ({ role: 'leader', name: 'leader', state: 'leading', epoch: 1, round: 2, rounds: 50, deltas: { folded: 8, late: 1, misfit: 0 }, ...more }); // prettier-ignore
const worker = (name: string): WorkerStatus => ({ role: 'worker', name, state: 'learning', round: 3, step: 120, loss: 0.51234, samplesPerSecond: 12345.6, bytesPerSample: 499.6 }); // prettier-ignore

/** All that is written when these states are shown. */
async function shown(isTTY: boolean, ...states: readonly ClusterState[]): Promise<string> {
  let text = '';
  await lastValueFrom(from(states).pipe(showCluster({ isTTY, columns: 100, write: part => (text += part) })));
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
    expect(first!.at(-1)).toBe('\r');
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

  it.each([
    [200, /│ process │ state {5}│ round │ {2}step │ {3}loss │ samples\/s │ bytes\/sample │ died │/],
    [80, /^process {2}state {6}round {3}step {4}loss {2}samples\/s {2}bytes\/sample {2}died$/],
    [40, /^process {2}state {6}round {4}loss {2}died$/],
    [30, /^process {2}state {6}round$/],
  ])('has the columns for which a terminal of %d columns has room', (columns, head) => {
    const lines = clusterTable(withDeath(both, 'w2'), { columns }).split('\n');
    expect(lines.find(line => line.includes('process'))).toMatch(head);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    // Its width does not change with the state of a process.
    const later = clusterTable(withStatus(emptyState, leader({ state: 'candidate' })), { columns });
    expect(later.split('\n')[0]).toBe(lines[0]);
  });

  it('has the workers for which a low terminal has room', () => {
    const many = Array.from({ length: 60 }, (_, i) => worker(`w${i + 1}`)).reduce(withStatus, both);
    const lines = clusterTable(many, { columns: 80, rows: 23 }).split('\n');
    expect(lines).toHaveLength(23);
    expect(lines.slice(-4).map(line => line.slice(0, 8).trim())).toEqual(['w18', 'w19', '41 more', 'epoch 1']);
    for (const rows of [1, 2, 3, 5]) expect(clusterTable(many, { columns: 80, rows }).split('\n')).toHaveLength(rows);
  });

  it('is drawn over all lines that a terminal has made of it which has become narrower', async () => {
    const terminal = { isTTY: true, columns: 200, text: '', write: (part: string) => (terminal.text += part) };
    const states = new Subject<ClusterState>();
    vi.useFakeTimers();
    states.pipe(showCluster(terminal)).subscribe();
    states.next(both);
    const lines = terminal.text.trimEnd().split('\n');
    terminal.columns = 50;
    states.next(withDeath(both, 'w2'));
    await vi.advanceTimersByTimeAsync(200);
    vi.useRealTimers();
    const height = lines.reduce((sum, { length }) => sum + Math.ceil(length / 50), 0);
    expect(height).toBeGreaterThan(lines.length);
    expect(terminal.text).toContain(`\r\x1b[${height}A\x1b[0J`);
  });

  it.each([[0, 11], [100, 2]])('is drawn five times in a second or, if that takes %d ms, for a twentieth of the time', async (ms, pictures) => {
    let [clock, drawn] = [0, 0];
    vi.useFakeTimers();
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const states = new Subject<ClusterState>();
    const write = (): void => {
      drawn++;
      clock += ms;
    };
    states.pipe(showCluster({ isTTY: true, columns: 80, write })).subscribe();
    for (let at = 0; at <= 2000; at += 10) {
      states.next(both);
      await vi.advanceTimersByTimeAsync(10);
    }
    vi.useRealTimers();
    vi.restoreAllMocks();
    expect(drawn).toBe(pictures);
  }); // prettier-ignore
});

const result: Result = { task: 'spam', workers: 2, every: 10, rounds: 4, left: 0, quality: undefined, course: [], bytesPerSample: undefined, deltas: {}, deaths: 0, seconds: 1.25, already: false }; // prettier-ignore

it.each<[Partial<Result>, string]>([
  [{}, '4 rounds in 1.3 s.'],
  [{ rounds: 1, deaths: 1 }, '1 round in 1.3 s, 1 death of a process.'],
  [{ left: 3, deaths: 2 }, 'Stopped after 4 rounds, 3 before the end, 2 deaths of processes.'],
  [{ already: true }, 'Already finished: 4 rounds.'],
])('the result of %j is told', (more, line) => {
  expect(resultLine({ ...result, ...more })).toBe(line);
});
