import {
  add,
  becomes,
  cast,
  gather,
  log,
  matmul,
  mul,
  type Node,
  type Register,
  rowsAt,
  sub,
  sum,
} from '@thalweg/graph';
import { inDomain } from '@thalweg/graph/author';
import { ContractError, type Shape, ShapeError } from '@thalweg/tensor';
import { optionsOf } from '@thalweg/tensor/engine';
import type { RuleModel } from '../learn/model.ts';
import { bayesRule, type ClassCountOptions, classCounts, overBatch, pairsOverBatch } from './class-counts.ts';
import type { Features, SparseFeatures } from './features.ts';
import { modelDefaults } from './model-options.ts';
import { counted, zeros } from './states.ts';
import { column, isSparse, widthOf } from './weighted-sum.ts';

/** Options of {@link multinomialNaiveBayes}. */
export interface MultinomialNaiveBayesOptions extends ClassCountOptions {
  /** α, above 0, 1 by default: how often each feature seems to have come in each class before the first row. */
  readonly alpha?: number;
}

/**
 * Multinomial naive Bayes, for counts such as those of words: in class c, feature j has the probability `(N_cj + α) / (N_c + α d)`, where N are sums
 * over all rows so far. It has no learning rate, and batches teach it what their rows would one by one. The prediction is the
 * probability of each class; a class that never came has 0, and before any came, all have the same. The loss is `−log`
 * of the label’s probability, at most `−log 2⁻⁵²`, as in `logLoss`.
 *
 * After any rows it is scikit-learn’s `MultinomialNB` after `partial_fit` with the same α.
 *
 * - **Shape** `x: [d], label: [] → prediction: [classes]`, or a batch of them, or a sparse column of one example; labels int32
 * - **States** `counts: [classes]`, `features: [d, classes]` and `totals: [classes]`, float64
 * - **Throws** `ContractError`, `ShapeError`, `DtypeError` for what does not fit, for an α that is not above 0 and a batch of sparse columns
 * - **Stream errors** `DataError` for a label that is no class and a feature below 0
 * - **Source** McCallum and Nigam, "A Comparison of Event Models for Naive Bayes Text Classification", 1998, §3.2
 *
 * @example
 * learn(multinomialNaiveBayes(sparse('words', { bits: 18 }), input('spam', [], 'int32'), { classes: 2 }))
 */
export function multinomialNaiveBayes<T extends Shape>(
  x: Features,
  label: Node<T>,
  options: MultinomialNaiveBayesOptions,
): RuleModel<readonly [...T, number], T> {
  const name = 'multinomialNaiveBayes';
  const { alpha, ...counting } = optionsOf(name, options, { ...modelDefaults, classes: undefined, alpha: 1 });
  if (!(alpha > 0 && alpha < Infinity))
    throw new ContractError(name, 'alpha must be finite and above 0', String(alpha), 'Try 1.');
  const { size, dtype } = widthOf(name, x);
  const given = isSparse(x) ? x.values : (x as Node);
  if (isSparse(x) && given.shape.length > 1)
    throw new ShapeError(name, [given.shape], 'sparse columns must come one by one', 'Take learnRows for a batch.');
  const values = cast(inDomain(given, { least: 0, of: name, advice: 'Give counts.' }), 'float64') as Node;
  const classes = classCounts(name, label as Node, given.shape.slice(0, -1), counting);
  const table = zeros(`${name}/features`, [size, counting.classes]);
  const totals = zeros(`${name}/totals`, [counting.classes]);
  const parts = isSparse(x) ? ofColumn(x, values, table, classes.hot) : ofRows(values, table, classes.hot);
  const all = sum(values, { axes: -1, keep: true }) as Node;
  const logTotals = log(add(totals, alpha * size)) as Node;
  const logLikelihoods = sub(
    parts.weighted(row => log(add(row, alpha)) as Node),
    mul(all, logTotals),
  ) as Node;
  const more = counted(totals, overBatch(mul(all, classes.hot) as Node));
  return bayesRule(classes, logLikelihoods, [parts.rule, more], dtype);
}

/** The sums of examples over a table of features and classes, and the rule that counts examples in it. */
interface TableParts {
  /** The sum of the values of an example, each times a function of its feature’s row. */
  readonly weighted: (of: (rows: Node) => Node) => Node;
  readonly rule: Node;
}

function ofColumn({ indices }: SparseFeatures, values: Node, table: Node, hot: Node): TableParts {
  const rows = rowsAt(table as Register, indices as Node);
  return {
    weighted: of => sum(mul(of(gather(table, indices as never) as Node), column(values)), { axes: 0 }) as Node,
    rule: becomes(rows, add(rows, mul(column(values), hot)) as never) as Node,
  };
}

function ofRows(values: Node, table: Node, hot: Node): TableParts {
  return {
    weighted: of =>
      values.shape.length === 1
        ? (sum(mul(column(values), of(table)), { axes: 0 }) as Node)
        : (matmul<Shape, Shape>(values, of(table)) as Node),
    rule: counted(table, pairsOverBatch(values, hot)),
  };
}
