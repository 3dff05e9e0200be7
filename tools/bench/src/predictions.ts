import { add, input, mul, parameter, sigmoid, sum, type Node } from '@thalweg/graph';
import { predict, predictor } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { of, Subject } from 'rxjs';
import type { Workload } from './workload.ts';

const FEATURES = 20;
const RECORDS = 256;

/** Returns the workload of a server: one record, an array of numbers, is predicted at a time. */
export function predictions(): Workload {
  const w = parameter(Float32Array.from({ length: FEATURES }, (_, i) => Math.sin(i)));
  const prediction = sigmoid(add(sum(mul(input('x', [FEATURES]), w)), parameter(0.1))) as Node<readonly []>;
  const records = Array.from({ length: RECORDS }, (_, i) => ({
    x: Array.from({ length: FEATURES }, (_, k) => Math.sin(i * k)),
  }));
  let at = 0;
  const next = (): object => records[at++ % RECORDS]!;
  const [interpreted, compiled] = [predictor(prediction), predictor(prediction, { runner: wasm() })];
  const records$ = new Subject<object>();
  records$.pipe(predict(prediction)).subscribe();
  return {
    name: `prediction of one record of ${FEATURES} numbers, logistic regression`,
    peers: [
      { name: 'predictor', run: () => void interpreted(next()) },
      { name: 'predictor, compiled', run: () => void compiled(next()) },
      { name: 'predict, a long-lived subject', run: () => records$.next(next()) },
      { name: 'predict, a stream for each record', run: () => void of(next()).pipe(predict(prediction)).subscribe() },
    ],
    goal: {
      text: 'at most 10 µs, and 5 µs compiled',
      met: (interpreted, compiled) => interpreted <= 10 && compiled <= 5,
    },
  };
}
