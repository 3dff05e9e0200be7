import { feedOf, GraphError, Input, Node, openFrame, type Runner } from '@thalweg/graph';
import { allocate, sizeOf, type Sizes, Tensor } from '@thalweg/tensor';
import { DataError } from '@thalweg/tensor/engine';
import { isObservable, lastValueFrom, Observable } from 'rxjs';
import { type AxisSizes, inputSizes } from './input-sizes.ts';
import type { Recorder } from './recorder.ts';

/** An operator over records, such as `train`, `evaluate` or `predict` return. */
export type RecordOperator = (records: Observable<never>) => Observable<unknown>;

/**
 * A part of a program to compile: a node, for its predictions; or a function that makes an operator, such as a training, with the runner
 * that it gets. The function may also return a stream that feeds such an operator its own records.
 */
export type PrecompileTarget = Node | ((runner: Runner) => RecordOperator | Observable<unknown>);

/** The records that a target is fed. */
export interface RecordsToFeed {
  /** The inputs that get values from records; all by default. */
  readonly feeds: readonly Input[] | undefined;
  readonly sizes: AxisSizes;
}

/** Elements to try: a loss may refuse zeros. */
const ELEMENTS = [0, 1] as const;

/** Has a recorder record the passes of a target, for all sizes. */
export async function recordTarget(target: PrecompileTarget, recorder: Recorder, how: RecordsToFeed): Promise<void> {
  if (target instanceof Node) return recordNode(target, recorder, how);
  const made = target(recorder);
  if (isObservable(made)) return recordStream(made, recorder);
  let left: Sizes[][] | undefined;
  do {
    for (const element of ELEMENTS) {
      const records$ = new Observable<never>(subscriber => {
        // The operator has opened its frame by now.
        const inputs = inputsAmong(recorder, how);
        left ??= inputSizes(inputs, how.sizes);
        subscriber.next(blankRecord(inputs, left[0]!, element) as never);
        subscriber.complete();
      });
      if (await isRecorded(made(records$), recorder, element === ELEMENTS.at(-1))) break;
    }
    left?.shift();
  } while (left !== undefined && left.length > 0);
}

/** Returns false if a record was refused for its elements, and others can be tried. */
async function isRecorded(stream$: Observable<unknown>, recorder: Recorder, isLast: boolean): Promise<boolean> {
  try {
    await recordStream(stream$, recorder);
    return true;
  } catch (error) {
    if (isLast || !(error instanceof DataError)) throw error;
    return false;
  }
}

async function recordStream(stream$: Observable<unknown>, recorder: Recorder): Promise<void> {
  const { passes } = recorder;
  try {
    await lastValueFrom(stream$, { defaultValue: undefined });
  } catch (error) {
    // A pass that is recorded ends with an error.
    if (recorder.passes === passes) throw error;
  }
  if (recorder.passes > passes) return;
  throw new GraphError(
    'precompile',
    'a target must compute with the runner that it gets',
    'no pass',
    'Pass the runner on: runner => train(loss, adam(), { runner }).',
  );
}

function recordNode(node: Node, recorder: Recorder, how: RecordsToFeed): void {
  const frame = openFrame({ outputs: [node], immediate: true, runner: recorder });
  try {
    const inputs = inputsAmong(recorder, how);
    for (const sizes of inputSizes(inputs, how.sizes)) {
      const record: Record<string, Tensor> = blankRecord(inputs, sizes, 0);
      const feeds = inputs.map(input => feedOf(input, record[input.name]!));
      const { passes } = recorder;
      frame.run(feeds, outcome => {
        if ('error' in outcome && recorder.passes === passes) throw outcome.error;
      });
    }
  } finally {
    frame.close();
  }
}

/** The inputs of the frame that was opened last which records have values for. */
function inputsAmong(recorder: Recorder, { feeds }: RecordsToFeed): readonly Input[] {
  const inputs = recorder.sources.filter(source => source instanceof Input);
  const names = inputs.map(({ name }) => name);
  return feeds === undefined ? inputs : feeds.filter(({ name }) => names.includes(name));
}

/** A record that feeds some inputs: all elements are one number. */
function blankRecord(inputs: readonly Input[], sizes: readonly Sizes[], element: number): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ name, dtype }, n) => {
      const data = allocate(dtype, sizeOf(sizes[n]!));
      data.fill(element);
      return [name, new Tensor(sizes[n]!, dtype, data)];
    }),
  );
}
