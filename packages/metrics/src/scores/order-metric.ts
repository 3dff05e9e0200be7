import { ContractError } from '@thalweg/tensor';
import type { Example } from '../metric/example.ts';
import type { Metric, MetricStatistic, WindowStatistic } from '../metric/metric.ts';
import type { Settings } from '../metric/settings.ts';
import { probabilityOf, scoreOf, trueClass } from '../reading/example-values.ts';
import { sumsOf } from '../reading/sums.ts';
import type { BinOptions } from './bin-options.ts';
import { checkTree } from './check-tree.ts';
import { eachKeptScore, keepScore, keptScores, type KeptScores } from './kept-scores.ts';
import { countScore, eachScore, type FromTheTop, scoreTree, type ScoreTree } from './score-tree.ts';

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
    better: 'higher',
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

/** Logits beyond are in the outermost bins: probabilities below 1.1e-7, or as near to 1. */
const FARTHEST = 16;

/** Bins of scores. */
interface Bins {
  readonly count: number;
  /** Returns the bin of a score, from 0 on. */
  readonly binOf: (example: Example, score: number) => number;
  /** Returns the score that a bin begins at. */
  readonly startOf: (bin: number) => number;
}

/** Returns the bins of a metric. */
export function binsOf(metric: string, { bins = 4096, range }: BinOptions): Bins {
  if (!(Number.isSafeInteger(bins) && bins >= 2))
    throw new ContractError(metric, 'bins must be an integer of at least 2', String(bins), 'Try 4096.');
  const [from, to] = range ?? [-FARTHEST, FARTHEST];
  const perUnit = bins / (to - from);
  if (!(from < to && perUnit > 0 && perUnit < Infinity))
    throw new ContractError(metric, 'range must be two finite numbers that rise', `[${from}, ${to}]`, 'Try [-10, 10].');
  return {
    count: bins,
    binOf(example, score) {
      const place = range === undefined ? logit(probabilityOf(metric, example, score)) : score;
      return Math.min(Math.max(Math.floor((place - from) * perUnit), 0), bins - 1);
    },
    startOf(bin) {
      const place = from + bin / perUnit;
      return range === undefined ? 1 / (1 + Math.exp(-place)) : place;
    },
  };
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}
