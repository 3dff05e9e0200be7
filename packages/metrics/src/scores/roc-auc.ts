import { ContractError } from '@thalweg/tensor';
import { oneOf, optionsOf } from '@thalweg/tensor/engine';
import type { Example } from '../metric/example.ts';
import type { Metric, MetricStatistic, MoreNumbers, WindowStatistic } from '../metric/metric.ts';
import type { CountedExample, WeightedExample } from '../metric/weighted-example.ts';
import { refused, trueClass } from '../reading/example-values.ts';
import { sumsOf } from '../reading/sums.ts';
import { binDefaults } from './bin-options.ts';
import { checkTree } from './check-tree.ts';
import { binsOf, orderMetric } from './order-metric.ts';
import type { RocAucOptions } from './roc-auc-options.ts';
import { eachKeptScore, keepScore, keptScores, type KeptScores } from './kept-scores.ts';
import {
  ALL_ONES,
  ALL_ZEROS,
  countScore,
  type FromTheTop,
  orderedShare,
  scoreTree,
  type ScoreTree,
} from './score-tree.ts';

/**
 * Area under the ROC curve: the share of pairs of an example of class 1 and one of class 0 in which the first has the higher
 * score, ties counting half; NaN until there are both. A prediction is a score, or the scores of two classes.
 *
 * For more classes, `classes` says how many scores a prediction has. The value is then the mean over the classes, or over the
 * pairs of classes; it is NaN until each class has been true.
 *
 * - **In a window** exact, of any scores. An example costs the logarithm of the window, and a value O(1)
 * - **In `evaluate` and `computeMetric`** exact, of any scores, with memory for every example
 * - **In an endless stream** without a window, scores are counted in bins, and those in the same bin are ties: wrong by at most half
 *   the share of pairs that are in the same bin
 * - **Throws** `ContractError` for fewer than 2 bins or classes, or a range that does not rise; a target that is no class, or a
 *   score of NaN, is a stream error, and without window and range a score outside [0, 1]
 * - **Source** Hanley and McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic (ROC) Curve", 1982;
 *   pairs of classes as in Hand and Till, "A Simple Generalisation of the Area Under the ROC Curve for Multiple Class
 *   Classification Problems", 2001
 *
 * @example
 * computeMetric(rocAuc(), { prediction: [0.1, 0.4, 0.35, 0.8], target: [0, 0, 1, 1] }) // => 0.75
 */
export function rocAuc(options?: RocAucOptions): Metric<number, 'rocAuc'> {
  const chosen = optionsOf('rocAuc', options, {
    ...binDefaults,
    classes: 2,
    multiClass: 'oneVsRest',
    average: 'macro',
  });
  const { classes, multiClass, average } = chosen;
  oneOf('rocAuc: multiClass', multiClass, ['oneVsRest', 'oneVsOne']);
  oneOf('rocAuc: average', average, ['macro', 'weighted']);
  if (!(Number.isSafeInteger(classes) && classes >= 2))
    throw new ContractError('rocAuc', 'classes must be an integer of at least 2', String(classes), 'Try 2.');
  if (classes === 2) return orderMetric(chosen, { name: 'rocAuc', value: orderedPairs, ofTree: orderedShare });
  return severalClasses('rocAuc', chosen);
}

/** The area of a problem of two classes, with the weights of both. */
interface Area {
  readonly area: number;
  readonly ones: number;
  readonly zeros: number;
}

/** The most sums of a metric: 16 GiB of them. */
const MOST_CELLS = 2 ** 31;

/** Returns the area under the ROC curve of more than two classes, as a mean over problems of two classes. */
function severalClasses<N extends string>(
  name: N,
  options: Required<Pick<RocAucOptions, 'classes' | 'multiClass' | 'average' | 'bins'>> & RocAucOptions,
): Metric<number, N> {
  const { classes, multiClass, average } = options;
  const bins = binsOf(name, options);
  const sides = multiClass === 'oneVsRest' ? 2 : classes;
  const cells = classes * sides * bins.count;
  if (cells > MOST_CELLS)
    throw new ContractError(
      name,
      `its sums must be at most ${MOST_CELLS}`,
      String(cells),
      'Take fewer bins, or join classes.',
    );
  const problems = classProblems(classes, multiClass);
  const mean = (areas: readonly Area[]): number => meanOf(areas, average === 'macro' ? undefined : multiClass);
  const cellOf = (label: number, side: number): number => (label * sides + side) * bins.count;
  const sideOf = (label: number, target: number): number => (sides > 2 ? target : target === label ? 1 : 0);
  return {
    name,
    settings: { bins: bins.count, range: options.range ?? null, classes, multiClass, average },
    better: 'higher',
    ...sumsOf(cells),
    ...numbers(name, classes, (example, score) => bins.binOf(example, score)),
    add(sums, example) {
      for (let label = 0; label < classes; label++)
        sums[cellOf(label, sideOf(label, example.target)) + numberOf(example, label)]! += example.weight;
    },
    value: sums =>
      mean(
        problems.map(({ one, zero = 0 }) => {
          const [ones, zeros] = sides > 2 ? [cellOf(one, one), cellOf(one, zero)] : [cellOf(one, 1), cellOf(one, 0)];
          return areaOf(tell => {
            for (let bin = bins.count - 1; bin >= 0; bin--) tell(sums[ones + bin]!, sums[zeros + bin]!, bin);
          });
        }),
      ),
    inWindow: window => ofWindow(name, problems, { window, classes, mean }),
    ofAll: (): MetricStatistic<{ kept: KeptScores[] }, number> => ({
      initial: () => ({ kept: problems.map(keptScores) }),
      ...numbers(name, classes, (_, score) => score),
      add: ({ kept }, example) => eachProblem(problems, example, (at, binary) => keepScore(kept[at]!, binary)),
      value: ({ kept }) => mean(kept.map(scores => areaOf(tell => eachKeptScore(scores, tell)))),
    }),
  };
}

function ofWindow(
  name: string,
  problems: readonly ClassProblem[],
  {
    window,
    classes,
    mean,
  }: { readonly window: number; readonly classes: number; readonly mean: (areas: readonly Area[]) => number },
): WindowStatistic<{ trees: ScoreTree[] }, number> {
  const counting =
    (sign: 1 | -1) =>
    ({ trees }: { trees: ScoreTree[] }, example: WeightedExample): void =>
      eachProblem(problems, example, (at, binary) => countScore(trees[at]!, binary, sign));
  return {
    initial: () => ({ trees: problems.map(() => scoreTree(window)) }),
    ...numbers(name, classes, (_, score) => score),
    add: counting(1),
    remove: counting(-1),
    check({ trees }, examples, is) {
      const all = [...examples];
      is.must(trees.length === problems.length, `there must be ${problems.length} trees`, trees.length);
      problems.forEach((problem, at) => {
        const own = all.filter(({ target }) => isIn(problem, target)).map(example => inProblem(problem, example));
        checkTree(trees[at]!, window, own, is);
      });
    },
    value: ({ trees }) =>
      mean(
        trees.map(tree => ({
          area: orderedShare(tree),
          ones: tree.numbers[8 * tree.root + ALL_ONES]!,
          zeros: tree.numbers[8 * tree.root + ALL_ZEROS]!,
        })),
      ),
  };
}

/** Returns the parts of a metric that counts a number of the score of each class. */
function numbers(
  name: string,
  classes: number,
  count: (example: Example, score: number) => number,
): { seen(example: Example): number; more: MoreNumbers } {
  const scoreOf = (example: Example, label: number): number => {
    const score = example.scores[example.from + label]!;
    if (Number.isNaN(score)) throw refused(name, 'a score must be a number', NaN, example, 'Did the training diverge?');
    return count(example, score);
  };
  return {
    seen(example) {
      if (example.classes !== classes)
        throw refused(
          name,
          `a prediction must be of ${classes} classes`,
          example.classes,
          example,
          'Set the option classes.',
        );
      trueClass(name, example, classes);
      return scoreOf(example, 0);
    },
    more: {
      count: classes - 1,
      read(example, into, at) {
        for (let label = 1; label < classes; label++) into[at + label - 1] = scoreOf(example, label);
      },
    },
  };
}

function eachProblem(
  problems: readonly ClassProblem[],
  example: WeightedExample,
  take: (at: number, binary: CountedExample) => void,
): void {
  for (let at = 0; at < problems.length; at++)
    if (isIn(problems[at]!, example.target)) take(at, inProblem(problems[at]!, example));
}

function areaOf(fromTheTop: FromTheTop): Area {
  let [ones, zeros] = [0, 0];
  const area = orderedPairs(tell =>
    fromTheTop((one, zero, score) => {
      ones += one;
      zeros += zero;
      tell(one, zero, score);
    }),
  );
  return { area, ones, zeros };
}

/** Returns the mean of areas: by class 1 for one against the rest, by both classes for one against one, or unweighted. */
function meanOf(areas: readonly Area[], weighted: 'oneVsRest' | 'oneVsOne' | undefined): number {
  let [sum, weights] = [0, 0];
  for (const { area, ones, zeros } of areas) {
    const weight = weighted === undefined ? 1 : weighted === 'oneVsRest' ? ones : ones + zeros;
    sum += area * weight;
    weights += weight;
  }
  return sum / weights;
}

/** A problem of two classes inside one of several: the score of a class orders its examples and others. */
interface ClassProblem {
  /** The class that is class 1, by whose score examples are ordered. */
  readonly one: number;
  /** The class that is class 0; all others if it is left out. */
  readonly zero?: number;
}

/** Returns the problems of several classes: each against the rest, or each against each other one. */
function classProblems(classes: number, multiClass: 'oneVsRest' | 'oneVsOne'): ClassProblem[] {
  const all = Array.from({ length: classes }, (_, one) => one);
  if (multiClass === 'oneVsRest') return all.map(one => ({ one }));
  return all.flatMap(one => all.filter(zero => zero !== one).map(zero => ({ one, zero })));
}

/** Returns whether an example of a class is in a problem. */
function isIn({ one, zero }: ClassProblem, target: number): boolean {
  return zero === undefined || target === one || target === zero;
}

/** Returns the number that was counted for the score of a class. */
function numberOf({ seen, numbers, from }: WeightedExample, label: number): number {
  return label === 0 ? seen : numbers[from + label - 1]!;
}

/** Returns an example as it is in a problem. */
function inProblem({ one }: ClassProblem, example: WeightedExample): CountedExample {
  return { seen: numberOf(example, one), target: example.target === one ? 1 : 0, weight: example.weight };
}

/** Returns the share of pairs of class 1 and class 0 in which class 1 has the higher score, ties by half, by weight. */
function orderedPairs(fromTheTop: FromTheTop): number {
  let onesAbove = 0;
  let allZeros = 0;
  let ordered = 0;
  fromTheTop((ones, zeros) => {
    ordered += zeros * (onesAbove + ones / 2);
    onesAbove += ones;
    allZeros += zeros;
  });
  return Math.min(1, ordered / (onesAbove * allZeros));
}
