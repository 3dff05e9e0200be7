import { add, input, mul, parameter, sigmoid, sum, type Node } from '@thalweg/graph';
import { predict, predictor } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { of } from 'rxjs';
import type { RatioRow } from './ratio-row.ts';
import { repeated } from './turns.ts';

const FEATURES = 20;
const RECORDS = 256;

/** Predictions of a server: one record, an array of numbers, at a time. */
export const predictions: readonly RatioRow[] = [
  ['predictor', undefined, 0.2],
  ['predictor, compiled', wasm, 0.1],
].map(([ours, runner, bar]) => prediction(ours as string, runner as typeof wasm | undefined, bar as number));

function prediction(ours: string, runner: typeof wasm | undefined, bar: number): RatioRow {
  return {
    name: `steps: prediction of one record of ${FEATURES} numbers, logistic regression: ${ours}`,
    ours,
    reference: 'predict, a stream for each record',
    bar,
    turns: 15,
    prepare(size) {
      const w = parameter(Float32Array.from({ length: FEATURES }, (_, i) => Math.sin(i)));
      const score = sigmoid(add(sum(mul(input('x', [FEATURES]), w)), parameter(0.1))) as Node<readonly []>;
      const records = Array.from({ length: RECORDS }, (_, i) => ({
        x: Array.from({ length: FEATURES }, (_, k) => Math.sin(i * k)),
      }));
      let at = 0;
      const next = (): object => records[at++ % RECORDS]!;
      const own = predictor(score, { runner: runner?.() });
      return {
        ours: repeated(() => own(next()), size),
        reference: repeated(() => of(next()).pipe(predict(score)).subscribe(), size),
      };
    },
  };
}
