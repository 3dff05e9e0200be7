import type { Metric, MetricStatistic, WindowStatistic } from '../metric.ts';
import type { Example } from '../reading/example.ts';
import { scoreOf } from '../reading/score-of.ts';
import { trueClass } from '../reading/true-class.ts';
import type { Settings } from '../settings.ts';
import { sumsOf } from '../sums/sums-of.ts';
import type { BinOptions } from './bin-options.ts';
import { binsOf } from './bins-of.ts';
import { checkTree } from './check-tree.ts';
import { countScore } from './count-score.ts';
import { eachScore } from './each-score.ts';
import { eachKeptScore, keepScore, keptScores, type KeptScores } from './kept-scores.ts';
import { scoreTree, type ScoreTree } from './score-tree.ts';
import type { FromTheTop } from './tell.ts';

/** The parts of a metric of the order of scores. */
export interface OrderParts<N, V> {
  readonly name: N;
  readonly settings?: Readonly<Record<string, Settings>>;
  /** True if the value needs the scores themselves, and not only their order. */
  readonly takesScores?: boolean;
  /** Returns the value by the scores, or by bins. */
  readonly value: (fromTheTop: FromTheTop) => V;
  /** Returns the value by the tree of a window, where it is known without a walk. */
  readonly ofTree?: (tree: ScoreTree) => V;
}

/** Returns a metric of the order of scores: from bins, and in a window or of a source that ends from the scores themselves. */
export function orderMetric<V, N extends string>(options: BinOptions, parts: OrderParts<N, V>): Metric<V, N> {
  const { name, settings, takesScores = false, value } = parts;
  const ofTree = parts.ofTree ?? (tree => value(tell => eachScore(tree, tell)));
  const { count, binOf, startOf } = binsOf(name, options);
  const score = (example: Example): number => {
    trueClass(name, example, 2);
    return scoreOf(name, example);
  };
  return {
    name,
    settings: { bins: count, range: options.range ?? null, ...settings },
    ...sumsOf(2 * count),
    seen: example => binOf(example, score(example)),
    add(sums, { seen, target, weight }) {
      sums[2 * seen + target]! += weight;
    },
    value: sums =>
      value(tell => {
        for (let bin = count - 1; bin >= 0; bin--)
          tell(sums[2 * bin + 1]!, sums[2 * bin]!, takesScores ? startOf(bin) : bin);
      }),
    inWindow: (window): WindowStatistic<ScoreTree, V> => ({
      initial: () => scoreTree(window),
      seen: score,
      add: (tree, example) => countScore(tree, example, 1),
      remove: (tree, example) => countScore(tree, example, -1),
      check: (tree, examples, is) => checkTree(tree, window, examples, is),
      value: ofTree,
    }),
    ofAll: (): MetricStatistic<KeptScores, V> => ({
      initial: keptScores,
      seen: score,
      add: keepScore,
      value: kept => value(tell => eachKeptScore(kept, tell)),
    }),
  };
}
