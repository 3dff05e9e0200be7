import { ContractError } from '@thalweg/tensor';
import type { Metric, MetricStatistic, MoreNumbers, WindowStatistic } from '../metric.ts';
import type { Example } from '../reading/example.ts';
import { refused } from '../reading/refused.ts';
import { trueClass } from '../reading/true-class.ts';
import { sumsOf } from '../sums/sums-of.ts';
import type { CountedExample, WeightedExample } from '../weighted-example.ts';
import { binsOf } from './bins-of.ts';
import { checkTree } from './check-tree.ts';
import { classProblems, inProblem, isIn, numberOf, type ClassProblem } from './class-problems.ts';
import { countScore } from './count-score.ts';
import { eachKeptScore, keepScore, keptScores, type KeptScores } from './kept-scores.ts';
import { orderedPairs } from './ordered-pairs.ts';
import { orderedShare } from './ordered-share.ts';
import type { RocAucOptions } from './roc-auc-options.ts';
import { ALL_ONES, ALL_ZEROS, scoreTree, type ScoreTree } from './score-tree.ts';
import type { FromTheTop } from './tell.ts';

/** The area of a problem of two classes, with the weights of both. */
interface Area {
  readonly area: number;
  readonly ones: number;
  readonly zeros: number;
}

/** The most sums of a metric: 16 GiB of them. */
const MOST_CELLS = 2 ** 31;

/** Returns the area under the ROC curve of more than two classes, as a mean over problems of two classes. */
export function severalClasses<N extends string>(
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
