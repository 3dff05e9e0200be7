import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import type { Answer } from './peer-process.ts';
import type { Peer } from './peers.ts';
import type { PeerWorkload } from './workloads.ts';

const workload: PeerWorkload = { name: 'a pass', kind: 'circuit' };

/** A process that gives these answers in turn, then ends. */
function answering(answers: readonly Answer[]): readonly string[] {
  const script = `
    const answers = ${JSON.stringify(answers)};
    const lines = require('node:readline').createInterface({ input: process.stdin });
    lines.on('line', () => {
      console.log('a library says hello');
      console.log(JSON.stringify(answers.shift()));
      if (answers.length === 0) process.exit(3);
    });`;
  return [process.execPath, '-e', script];
}

const peer = (name: string, parts: Partial<Peer>): Peer => ({ name, kinds: ['circuit'], command: [], ...parts });

/** Times of three rounds after a check. */
const times = (check: number, ...rounds: readonly number[]): readonly string[] =>
  answering([{ check }, ...rounds.map(microseconds => ({ microseconds }))]);

const ours = peer('ours', { ours: true, command: times(7, 10, 40, 20) });

describe('compare', () => {
  it('gives the median of three rounds, and the worst ratio to the first of ours', async () => {
    const theirs = peer('theirs', { command: times(7.0001, 30, 30, 32) });
    const second = peer('ours, slower', { ours: true, command: times(7, 20, 80, 40) });
    expect(await compare(workload, [ours, second, theirs])).toEqual({
      rows: [
        { workload: 'a pass', peer: 'ours', microseconds: 20, ratio: 1 },
        { workload: 'a pass', peer: 'ours, slower', microseconds: 40, ratio: 2 },
        { workload: 'a pass', peer: 'theirs', microseconds: 30, ratio: 0.75 },
      ],
      missing: [],
      times: new Map([
        ['ours', [10, 40, 20]],
        ['ours, slower', [20, 80, 40]],
        ['theirs', [30, 30, 32]],
      ]),
      runsOn: [],
    });
  });

  it('gives for others of ours the round that speaks against them too', async () => {
    const second = peer('ours, other', { ours: true, command: times(7, 5, 30, 10) });
    const { rows } = await compare(workload, [ours, second]);
    expect(rows[1]).toMatchObject({ microseconds: 10, ratio: 0.75 });
  });

  it('takes the median of several turns as the time of a round', async () => {
    const busy = peer('ours', { ours: true, command: times(7, 10, 99, 11, 20, 21, 99, 30, 31, 1) });
    const { times: found } = await compare(workload, [busy], { turns: 3 });
    expect(found).toEqual(new Map([['ours', [11, 21, 30]]]));
  });

  it('leaves out peers that cannot do the work', async () => {
    const theirs = peer('theirs', { kinds: ['product'], command: times(7, 1, 1, 1) });
    const { rows, missing } = await compare(workload, [ours, theirs]);
    expect([rows.map(row => row.peer), missing]).toEqual([['ours'], []]);
  });

  it.each<[string, Partial<Peer>, RegExp]>([
    ['has no program', { command: ['/nowhere/python3'] }, /ENOENT/],
    [
      'cannot be installed',
      {
        install: () => {
          throw new Error('apt-get failed: no such package');
        },
      },
      /^apt-get failed: no such package$/,
    ],
    ['says that it cannot', { command: answering([{ missing: 'no such back end' }]) }, /^no such back end$/],
    ['ends between two rounds', { command: times(7, 1) }, /status 3/],
    [
      'says why it ended',
      { command: [process.execPath, '-e', 'throw new RangeError("too large")'] },
      /RangeError: too large/,
    ],
    ['computes something else', { command: times(7.1, 1, 1, 1) }, /^it computes another result: 7.1 instead of 7$/],
    ['computes no number', { command: times(NaN, 1, 1, 1) }, /^it computes another result: null/],
    [
      'answers nonsense',
      { command: [process.execPath, '-e', 'console.log("{NaN}"); setTimeout(() => {}, 5000)'] },
      /NaN/,
    ],
  ])('reports a peer that %s as missing and goes on', async (_, parts, reason) => {
    const last = peer('last', { command: times(7, 5, 5, 5) });
    const { rows, missing } = await compare(workload, [ours, peer('theirs', parts), last]);
    expect(rows.map(row => row.peer)).toEqual(['ours', 'last']);
    expect(missing).toEqual([
      { workload: 'a pass', peer: 'theirs', reason: expect.stringMatching(reason) as unknown as string },
    ]);
  });

  it('has no ratios where ours did not run', async () => {
    const gone = peer('ours', { ours: true, command: answering([{ missing: 'not yet' }]) });
    const { rows } = await compare(workload, [gone, peer('theirs', { command: times(7, 1, 3, 2) })]);
    expect(rows).toEqual([{ workload: 'a pass', peer: 'theirs', microseconds: 2, ratio: null }]);
  });

  it('collects what peers say that they run on', async () => {
    const runsOn = 'PyTorch, BLAS libopenblas';
    const theirs = peer('theirs', {
      command: answering([{ check: 7, runsOn }, ...[1, 1, 1].map(microseconds => ({ microseconds }))]),
    });
    expect((await compare(workload, [ours, theirs])).runsOn).toEqual([runsOn]);
  });
});
