import { gradient, input, type Node } from '@thalweg/graph';
import {
  bestOf,
  ddm,
  factorizationMachine,
  gaussianNaiveBayes,
  learn,
  learnRows,
  learnWithShadow,
  linearRegression,
  logisticRegression,
  matrixFactorization,
  multinomialNaiveBayes,
  onlineKMeans,
  passiveAggressive,
  poissonRegression,
  predictFirst,
  quantileRegression,
  recursiveLeastSquares,
  runningStandardization,
  softmaxRegression,
  sparse,
  type Model,
} from '@thalweg/online';
import { adagrad, type Transform } from '@thalweg/optim';
import { evaluate, predict } from '@thalweg/train';
import { finalize, merge, startWith, type Observable } from 'rxjs';
import type { Operator } from '../../operators/laws/operator-row.ts';
import type { OnlineRow } from '../laws/online-row.ts';
import { example, type Example } from './example.ts';

const x = (): Node<readonly [3]> => input('x', [3]);
const label = (): Node<readonly []> => input('label', []);
const y = (): Node<readonly []> => input('y', []);
const species = (): Node<readonly []> => input('species', [], 'int32');
const words = () => sparse('words', { bits: 4 });

const shape = {
  'a record without a field': { label: 1, y: 1, species: 1, user: 1 },
  'no record': 3,
};
const badX = {
  ...shape,
  'NaN in a field': { ...example(0), x: Float32Array.of(1, NaN, 2) },
  'an infinite number in a field': { ...example(0), x: Float32Array.of(1, 2, Infinity) },
  'a vector of another length': { ...example(0), x: Float32Array.of(1, 2) },
};

/** All that looks at a model: what predicts, what evaluates, and who subscribes to its wires. */
const lookingAt = ({ prediction, loss, target }: Model): Readonly<Record<string, Operator<Example>>> => ({
  predictFirst: predictFirst(prediction),
  predict: predict(prediction),
  evaluate: evaluate({ loss }, { sliceMs: Infinity }),
  wires: (items$: Observable<Example>) => {
    const wires: Node[] = [prediction as Node, loss as Node, target as Node, ...gradientsOf(loss as Node)];
    const looks = wires.map(wire => wire.subscribe());
    return items$.pipe(finalize(() => looks.forEach(look => look.unsubscribe())));
  },
});

function gradientsOf(loss: Node): Node[] {
  const below = new Set<Node>([loss]);
  for (const node of below) for (const one of node.inputs) below.add(one);
  return [...below].filter(node => node.constructor.name === 'Parameter').map(node => gradient(loss, node));
}

type Parts = Partial<OnlineRow<Example>> & Pick<OnlineRow<Example>, 'bound'>;

const row = (name: string, model: () => Model & { readonly optimizer?: Transform }, parts: Parts): OnlineRow<Example> => ({
  name: 'learn',
  variant: name,
  of: [name],
  make: () => {
    const built = model();
    const learning = learn(built, built.optimizer ?? (built.rules === undefined ? adagrad({ learningRate: 0.1 }) : undefined));
    return { operator: learning, parts: { learning }, readings: lookingAt(built) };
  },
  item: example,
  furtherFields: 'ignored',
  refuses: badX,
  ...parts,
}); // prettier-ignore
const as = (model: unknown): Model => model as Model;

/** The operators that predict and learn, with every model. */
export const learningRows: readonly OnlineRow<Example>[] = [
  row('linearRegression', () => as(linearRegression(x(), y())), { bound: 1800 }),
  row('logisticRegression', () => as(logisticRegression(x().pipe(runningStandardization()), label())), { bound: 2100, of: ['logisticRegression', 'runningStandardization'] }),
  row('poissonRegression', () => as(poissonRegression(x(), y())), { bound: 1800 }),
  row('quantileRegression', () => as(quantileRegression(x(), y(), { quantile: 0.7 })), { bound: 1800 }),
  row('softmaxRegression', () => as(softmaxRegression(x(), species(), { classes: 3 })), { bound: 2000, refuses: { ...badX, 'a class that there is not': { ...example(0), species: 3 } } }),
  row('passiveAggressive', () => passiveAggressive(x(), label()) as unknown as Model & { optimizer: Transform }, { bound: 700 }),
  row('factorizationMachine', () => as(factorizationMachine(x(), label(), { rank: 2, target: 'label' })), { bound: 1040 }),
  row('bestOf', () => as(bestOf(() => factorizationMachine(x(), label(), { rank: 2, target: 'label' }), { halfLife: 5 })), { bound: 4500 }),
  row('matrixFactorization', () => as(matrixFactorization({ user: input('user', [], 'int32'), item: input('movie', [], 'int32') }, y(), { users: 5, items: 7, rank: 2 })), { bound: 1800, refuses: { ...shape, 'a user that there is not': { ...example(0), user: 5 } } }),
  row('recursiveLeastSquares', () => as(recursiveLeastSquares(x(), y(), { forgetting: 0.99 })), { bound: 800 }),
  row('gaussianNaiveBayes', () => as(gaussianNaiveBayes(x(), species(), { classes: 3 })), { bound: 900, refuses: { ...badX, 'a class that there is not': { ...example(0), species: 3 } } }),
  row('multinomialNaiveBayes', () => as(multinomialNaiveBayes(words(), species(), { classes: 3 })), { bound: 1300, refuses: { ...shape, 'a class that there is not': { ...example(0), species: -1 }, 'a count below 0': { ...example(0), 'words.indices': Int32Array.of(1), 'words.values': Float32Array.of(-1) } } }),
  row('onlineKMeans', () => as(onlineKMeans(x(), { clusters: 4 })), { bound: 800 }),
  row('sparse', () => as(logisticRegression(words(), label())), { bound: 2300, refuses: { ...shape, 'NaN in a column': { ...example(0), 'words.indices': Int32Array.of(1), 'words.values': Float32Array.of(NaN) } } }),
  {
    name: 'predictFirst',
    make: () => {
      const model = as(logisticRegression(x(), label()));
      const { prediction } = model;
      return { operator: predictFirst(prediction), parts: { learning: learn(model, adagrad()) } };
    },
    item: example,
    bound: 800,
    furtherFields: 'kept',
    refuses: badX,
  },
  {
    name: 'learnWithShadow',
    make: () => {
      const operator = learnWithShadow(
        () => ({ model: logisticRegression(x(), label()), optimizer: adagrad({ learningRate: 0.1 }) }),
        ddm({ warmUp: 5, warning: 0.5, drift: 1 }),
        { of: ({ prediction, target }) => Number(prediction > 0.5 !== target > 0.5), warmUp: 5, patience: 40 },
      );
      return {
        operator,
        parts: { operator },
        readings: {
          switches: items$ => merge(operator.switches.pipe(startWith(0)), items$),
          ...lookingAt(as(operator.model())),
        },
      };
    },
    item: example,
    bound: 2500,
    furtherFields: 'ignored',
    refuses: badX,
  },
]; // prettier-ignore

/** Columns of four examples. */
interface Columns {
  readonly x: Float32Array;
  readonly label: Float32Array;
}

const columns = (number: number): Columns => {
  const rows = [0, 1, 2, 3].map(i => example(4 * number + i));
  return { x: Float32Array.from(rows.flatMap(one => [...one.x])), label: Float32Array.from(rows, one => one.label) };
};

/** `learnRows`: a step for each row. */
export const rowLearningRows: readonly OnlineRow<Columns>[] = [
  {
    name: 'learnRows',
    make: () => {
      const learning = learnRows(as(logisticRegression(x(), label())), adagrad({ learningRate: 0.1 }));
      return { operator: learning, parts: { learning } };
    },
    item: columns,
    bound: 800,
    furtherFields: 'ignored',
    refuses: { 'a column too short': { ...columns(0), label: Float32Array.of(1) }, 'a record without a field': {} },
  },
];
