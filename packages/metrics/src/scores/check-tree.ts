import type { StateClaims } from '../metric/metric.ts';
import type { CountedExample } from '../metric/weighted-example.ts';
import { COUNT, HIGHER, LOWER, ONES, PRIORITY, SCORE, scoreTree, sumUp, ZEROS, type ScoreTree } from './score-tree.ts';

/** The counts of the examples with one score. */
interface Tally {
  count: number;
  ones: number;
  zeros: number;
}

/** Checks a restored tree for `size` examples: it must have the scores of those that are given, and no others. */
export function checkTree(tree: ScoreTree, size: number, examples: Iterable<CountedExample>, is: StateClaims): void {
  const { numbers, links, used, drawn } = tree;
  const wanted = scoreTree(size);
  is.numbers('the numbers of a tree', numbers, wanted.numbers.length);
  is.must(links instanceof Int32Array, 'the links of a tree must be an int32 array', links);
  is.must(links.length === wanted.links.length, `a tree must have ${wanted.links.length} links`, links.length);
  is.counts({ used });
  is.must(4 * used < links.length, 'a tree must have room for its nodes', used);
  is.must(Number.isInteger(drawn), 'drawn must be a whole number', drawn);
  const inOrder = nodesInOrder(tree, is);
  checkFree(tree, inOrder, is);
  checkScores(tree, inOrder, talliesOf(examples), is);
}

/** Returns the nodes by their scores. Throws unless each is there once, and none is above one of a higher priority. */
function nodesInOrder({ links, root, used }: ScoreTree, is: StateClaims): number[] {
  const seen = new Set<number>();
  const inOrder: number[] = [];
  const above: number[] = [];
  for (let node = root; node !== 0 || above.length > 0;) {
    if (node === 0) {
      const parent = above.pop()!;
      inOrder.push(parent);
      node = links[4 * parent + HIGHER]!;
      continue;
    }
    is.must(
      Number.isInteger(node) && node > 0 && node <= used && !seen.has(node),
      'each node must be in the tree once',
      node,
    );
    for (const side of [LOWER, HIGHER]) {
      const child = links[4 * node + side]!;
      const rises = child !== 0 && links[4 * child + PRIORITY]! > links[4 * node + PRIORITY]!;
      is.must(!rises, 'no node must be below one of a lower priority', child);
    }
    seen.add(node);
    above.push(node);
    node = links[4 * node + LOWER]!;
  }
  return inOrder;
}

/** Throws unless all nodes that were used are in the tree or free. */
function checkFree({ links, free, used }: ScoreTree, inOrder: readonly number[], is: StateClaims): void {
  const seen = new Set(inOrder);
  for (let node = free; node !== 0; node = links[4 * node + LOWER]!) {
    is.must(
      Number.isInteger(node) && node > 0 && node <= used && !seen.has(node),
      'a free node must be free once',
      node,
    );
    seen.add(node);
  }
  is.must(seen.size === used, 'every node that was used must be in the tree or free', seen.size);
}

/** Throws unless nodes have the scores of the examples, with as many examples and, but for rounding, as much weight. */
function checkScores(
  tree: ScoreTree,
  inOrder: readonly number[],
  tallies: ReadonlyMap<number, Tally>,
  is: StateClaims,
): void {
  const { numbers, links } = tree;
  is.must(inOrder.length === tallies.size, `a tree must have the ${tallies.size} scores of the window`, inOrder.length);
  let before = -Infinity;
  for (const node of inOrder) {
    const [score, ones, zeros] = [SCORE, ONES, ZEROS].map(at => numbers[8 * node + at]!) as [number, number, number];
    is.must(score > before, 'scores must rise', score);
    before = score;
    const tally = tallies.get(score);
    is.must(tally?.count === links[4 * node + COUNT], 'a score must have the examples of the window', score);
    const rounded = [ONES, ZEROS].every(
      at => numbers[8 * node + at]! + numbers[8 * node + at + 1]! === numbers[8 * node + at],
    );
    const same = rounded && near(ones, tally!.ones) && near(zeros, tally!.zeros);
    is.must(same, 'a score must have the weights of the window', ones);
  }
  checkSumsOf(tree, inOrder, is);
}

/** Throws unless the sums of each node are those that follow from its children. */
function checkSumsOf(tree: ScoreTree, inOrder: readonly number[], is: StateClaims): void {
  const copy = { ...tree, numbers: tree.numbers.slice() };
  for (const node of inOrder) {
    sumUp(copy, node);
    const same = copy.numbers
      .subarray(8 * node, 8 * node + 8)
      .every((x, i) => Object.is(x, tree.numbers[8 * node + i]));
    is.must(same, 'the sums of a node must be those of its children', node);
  }
  is.must(
    tree.numbers.subarray(0, 8).every(x => x === 0),
    'no node must have no sums',
    tree.numbers[0],
  );
}

function talliesOf(examples: Iterable<CountedExample>): Map<number, Tally> {
  const tallies = new Map<number, Tally>();
  for (const { seen, target, weight } of examples) {
    let tally = tallies.get(seen);
    if (tally === undefined) tallies.set(seen, (tally = { count: 0, ones: 0, zeros: 0 }));
    tally.count++;
    tally[target === 1 ? 'ones' : 'zeros'] += weight;
  }
  return tallies;
}

function near(a: number, b: number): boolean {
  return a >= 0 && Math.abs(a - b) <= 1e-9 * Math.max(a, b);
}
