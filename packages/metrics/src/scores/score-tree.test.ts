import { describe, expect, it } from 'vitest';
import { countScore, eachScore, orderedShare, scoreTree, type ScoreTree } from './score-tree.ts';

function depthOf({ links }: ScoreTree, node: number): number {
  if (node === 0) return 0;
  return (
    1 +
    Math.max(depthOf({ links } as ScoreTree, links[4 * node]!), depthOf({ links } as ScoreTree, links[4 * node + 1]!))
  );
}

const example = (seen: number, target: number, weight = 1): { seen: number; target: number; weight: number } => ({
  seen,
  target,
  weight,
});

describe('scoreTree', () => {
  it.each(['rising', 'falling', 'random'])('stays flat and within its arrays while %s scores pass through', order => {
    const window = 1_000;
    const tree = scoreTree(window);
    const { length } = tree.numbers;
    const at = (i: number): number => (order === 'rising' ? i : order === 'falling' ? -i : (i * 48271) % 65537);
    let deepest = 0;
    for (let i = 0; i < 20_000; i++) {
      if (i >= window) countScore(tree, example(at(i - window), i % 2), -1);
      countScore(tree, example(at(i), i % 2), 1);
      if (i % 97 === 0) deepest = Math.max(deepest, depthOf(tree, tree.root));
    }
    expect(tree.used).toBeLessThanOrEqual(window + 1);
    expect(tree.numbers.length).toBe(length);
    // A random tree of 1,000 is about 22 deep; 45 would be one chance in millions.
    expect(deepest).toBeLessThan(45);
  });

  it('is as it was at first once all are taken out', () => {
    const tree = scoreTree(4);
    for (const seen of [0.1, 0.2, 0.1, -0]) countScore(tree, example(seen, 1, 0.1), 1);
    for (const seen of [0.1, 0, 0.2, 0.1]) countScore(tree, example(seen, 1, 0.1), -1);
    expect(tree.root).toBe(0);
    expect(orderedShare(tree)).toBeNaN();
  });

  it('takes 0 and −0 for one score', () => {
    const tree = scoreTree(2);
    countScore(tree, example(0, 1), 1);
    countScore(tree, example(-0, 0), 1);
    expect(orderedShare(tree)).toBe(0.5);
  });

  it('keeps the weights of a score that never leaves it', () => {
    const tree = scoreTree(10);
    const weights = [0.1, 0.7, 1e9, 0.3];
    countScore(tree, example(0.5, 1, 0.2), 1);
    for (let i = 0; i < 10_000; i++) {
      countScore(tree, example(0.5, 1, weights[i % 4]), 1);
      if (i > 0) countScore(tree, example(0.5, 1, weights[(i - 1) % 4]), -1);
    }
    const told: number[] = [];
    eachScore(tree, ones => told.push(ones));
    expect(told).toEqual([0.2 + 0.3]);
  });
});
