import { describe, expect, it } from 'vitest';
import { checkGoals, goalLineOf, isMet } from './check-goals.ts';
import { goals } from './goals.ts';
import type { Peer } from './peers.ts';
import { peers } from './peers.ts';
import type { PeerWorkload } from './workloads.ts';

const workload: PeerWorkload = { name: 'a pass', kind: 'circuit' };

/** A peer whose process answers these times in turn, after a check. */
function peer(name: string, times: readonly number[], ours = false): Peer {
  const answers = [{ check: 7 }, ...times.map(microseconds => ({ microseconds }))];
  const script = `
    const answers = ${JSON.stringify(answers)};
    require('node:readline').createInterface({ input: process.stdin })
      .on('line', () => console.log(JSON.stringify(answers.shift() ?? { missing: 'no more' })));`;
  return { name, ours, kinds: ['circuit'], command: [process.execPath, '-e', script] };
}

describe('goals against peers', () => {
  it('are met if the worst round of three reaches them, for each of our runners', async () => {
    const runners = [
      peer('first', [10, 10, 10], true),
      peer('second', [20, 5, 10], true),
      peer('theirs', [20, 20, 22]),
    ];
    const goal = { workload, peer: 'theirs', least: 2 };
    const [first, second] = await checkGoals(
      [
        { ...goal, ours: 'first' },
        { ...goal, ours: 'second' },
      ],
      runners,
    );
    expect([first!.ratios, second!.ratios]).toEqual([
      [2, 2, 2.2],
      [1, 4, 2.2],
    ]);
    expect([isMet(first!), isMet(second!)]).toEqual([true, false]);
    expect(goalLineOf(second!)).toBe('| a pass | second | theirs | 10.00 | 20.00 | 1.00 | at least 2: missed |');
  });

  it('are missing if a peer did not run, with the reason', async () => {
    const gone = peer('theirs', [20]);
    const [goal] = await checkGoals(
      [{ workload, ours: 'first', peer: 'theirs', least: 2 }],
      [peer('first', [10, 10, 10], true), gone],
    );
    expect(isMet(goal!)).toBe(false);
    expect(goalLineOf(goal!)).toMatch(
      /^\| a pass \| first \| theirs \| 10\.00 \| NaN \| – \| at least 2: missing: theirs: no more \|$/,
    );
  });

  it('name runners and peers that support their workloads', () => {
    const supported = (name: string, { kind }: PeerWorkload): boolean =>
      peers.some(peer => peer.name === name && peer.kinds.includes(kind));
    for (const { workload, ours, peer } of goals)
      expect(
        [ours, peer].filter(name => !supported(name, workload)),
        workload.name,
      ).toEqual([]);
  });
});
