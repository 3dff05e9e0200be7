import { feedOf, openFrame, type FrameOptions, type Input, type Runner } from '@thalweg/graph';
import type { Tensor, TensorLike } from '@thalweg/tensor';
import { Observable } from 'rxjs';

/** Values by the names of inputs. */
export type Values = Readonly<Record<string, TensorLike>>;

/** Returns an operator that runs a pass for each record, and emits the outputs. */
export function passesOf(options: FrameOptions): (records$: Observable<Values>) => Observable<readonly Tensor[]> {
  return records$ =>
    new Observable(subscriber => {
      const frame = openFrame(options);
      subscriber.add(() => frame.close());
      const inputs = frame.sources.filter(({ sourceValue }) => sourceValue?.complete === false) as Input[];
      const each = records$.subscribe({
        next: values => {
          const feeds = inputs.flatMap(one => (one.name in values ? [feedOf(one, values[one.name]!)] : []));
          frame.run(feeds, outcome => {
            if ('error' in outcome) subscriber.error(outcome.error);
            else subscriber.next(outcome.outputs);
          });
        },
        complete: () => subscriber.complete(),
      });
      subscriber.add(each);
    });
}

/** A step for a runner: outputs, and the rules that it fires. */
export function stepsOf(
  options: Pick<FrameOptions, 'outputs' | 'rules'>,
): (runner: Runner) => ReturnType<typeof passesOf> {
  return runner => passesOf({ ...options, steps: true, training: true, runner });
}
