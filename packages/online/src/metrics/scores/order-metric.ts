import type { Metric, WindowStatistic } from '../metric.ts';
import { scoreOf } from '../reading/score-of.ts';
import { trueClass } from '../reading/true-class.ts';
import { sumsOf } from '../sums/sums-of.ts';
import { binOf } from './bin-of.ts';
import type { BinOptions } from './bin-options.ts';
import { countScore } from './count-score.ts';
import { scoreTree, type ScoreTree } from './score-tree.ts';
import { checkTree } from './check-tree.ts';

/** Receives the weights of class 1 and class 0 at a score, or in a bin. */
export type Tell = (ones: number, zeros: number) => void;

/** Returns a metric of the order of scores: from bins, and in a window from the scores themselves. */
export function orderMetric<N extends string>(
  name: N,
  options: BinOptions,
  ofTree: (tree: ScoreTree) => number,
  ofBins: (fromTheTop: (tell: Tell) => void) => number,
): Metric<number, N> {
  const { bins = 4096, range } = options;
  const bin = binOf(name, options);
  return {
    name,
    settings: { bins, range: range ?? null },
    ...sumsOf(2 * bins),
    seen(example) {
      trueClass(name, example, 2);
      return bin(example, scoreOf(name, example));
    },
    add(sums, { seen, target, weight }) {
      sums[2 * seen + target]! += weight;
    },
    value: sums =>
      ofBins(tell => {
        for (let at = 2 * (bins - 1); at >= 0; at -= 2) tell(sums[at + 1]!, sums[at]!);
      }),
    inWindow: (window): WindowStatistic<ScoreTree, number> => ({
      initial: () => scoreTree(window),
      seen(example) {
        trueClass(name, example, 2);
        return scoreOf(name, example);
      },
      add: (tree, example) => countScore(tree, example, 1),
      remove: (tree, example) => countScore(tree, example, -1),
      check: (tree, examples, is) => checkTree(tree, window, examples, is),
      value: ofTree,
    }),
  };
}
