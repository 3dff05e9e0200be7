import { input, type Node } from '@thalweg/graph';
import {
  gaussianNaiveBayes,
  multinomialNaiveBayes,
  onlineKMeans,
  recursiveLeastSquares,
  type RuleModel,
} from '@thalweg/online';
import { fillNormal, foldIn, key, tensor, type Tensor } from '@thalweg/tensor';

/** An event for every model that learns by rules. */
export interface RuleEvent {
  readonly x: Float64Array;
  readonly y: number;
  readonly label: number;
  readonly counts: Float64Array;
}

const FEATURES = 4;

/** The event with this number: three clouds, a linear target, and counts that depend on the cloud. */
export function ruleEvent(number: number): RuleEvent {
  const noise = fillNormal(new Float64Array(FEATURES + 1), foldIn(key(41), number));
  const label = ((number * 7) % 11) % 3;
  const x = noise.subarray(0, FEATURES).map((value, j) => value + (j === label ? 4 : 0));
  return { x, y: 3 * x[0]! - x[1]! + 0.1 * noise[FEATURES]!, label, counts: x.map(value => Math.max(0, Math.round(value))) };
} // prettier-ignore

/** Some events as columns. */
export function ruleColumns(from: number, rows: number): Readonly<Record<keyof RuleEvent, Tensor>> {
  const events = Array.from({ length: rows }, (_, i) => ruleEvent(from + i));
  const flat = (name: 'x' | 'counts'): Tensor =>
    tensor(Float64Array.from(events.flatMap(event => [...event[name]])), { shape: [rows, FEATURES] });
  return {
    x: flat('x'),
    y: tensor(Float64Array.from(events, ({ y }) => y)),
    label: tensor(Int32Array.from(events, ({ label }) => label)),
    counts: flat('counts'),
  };
}

const label = (): Node<readonly []> => input('label', [], 'int32');
const vector = (name: string) => input(name, [FEATURES], 'float64');

/** Every model that learns by rules. */
export const ruleModels = {
  'recursiveLeastSquares': () => recursiveLeastSquares(vector('x'), input('y', [], 'float64'), { forgetting: 0.999 }) as unknown as RuleModel,
  'gaussianNaiveBayes': () => gaussianNaiveBayes(vector('x'), label(), { classes: 3 }) as unknown as RuleModel,
  'multinomialNaiveBayes': () => multinomialNaiveBayes(vector('counts'), label(), { classes: 3 }) as unknown as RuleModel,
  'onlineKMeans': () => onlineKMeans(vector('x'), { clusters: 5, forgetting: 0.999 }) as unknown as RuleModel,
} satisfies Readonly<Record<string, () => RuleModel>>; // prettier-ignore
