import { gradients, Input, type Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/engine';
import type { Transform } from '@thalweg/optim';
import { ContractError, ShapeError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Resumable, RunOptions, Savable, Skips, StepRecord } from '@thalweg/train';
import { descentOf, planWith, runDefaults, runOver } from '@thalweg/train/engine';
import { Observable } from 'rxjs';
import { BackRun } from './back-run.ts';
import { BackState } from './back-state.ts';
import { edgeGiven } from './edge-given.ts';
import type { SplitEdge } from './split-edge.ts';

/** Options of {@link backHalf}. */
export interface BackHalfOptions extends RunOptions {
  /** The edge to the front half. */
  readonly edge: SplitEdge;
  /** The field that identifies the examples of a record, if the front half names one: other examples are an error. */
  readonly key?: string | undefined;
}

/** The operator that {@link backHalf} returns. It is a part of a snapshot. */
export interface BackHalf extends Savable, Skips {
  <R>(source: Observable<R>): Observable<StepRecord>;
  /** Its parameters and their optimizer, for `parametersOf` and `wireOf`. Snapshots keep the half, not this. */
  readonly training: Resumable;
}

/**
 * Trains the second half of a graph that is cut in two: for each record it waits for the values that the front half sends,
 * takes a step of the loss, and answers with the gradients of that step with respect to the values. `hidden` is the input that
 * stands for the cut; several ones have the names of the nodes in the cut of the front half.
 *
 * Record n belongs to message n: both halves read the same examples in the same order. With `key` in both, a difference is
 * an error. A record that one half leaves out, because it does not fit or its loss is not finite, moves nothing in either half.
 * A step is emitted when the edge has its gradients.
 *
 * - **Throws** `ShapeError` if the loss is not a scalar; `GraphError` if it depends on no parameter, or not on `hidden`;
 *   `ContractError` for an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records and values that do not fit, for a source that pushes,
 *   and for a front half that is lost or ends before the records do; `NumericError` for a loss that is not finite; errors of
 *   the edge and of a computation; the parameters are then as they were before that step. `GraphError` for a second
 *   subscription while one is active
 *
 * @example
 * const hidden = input('hidden', ['batch', 128]), digit = input('digit', ['batch'], 'int32');
 * const loss = hidden.pipe(dense(10), softmaxCrossEntropy(digit));
 * digits.pipe(batch(32), backHalf(hidden, loss, adam(), { edge: portEdge(port) })).subscribe();
 */
export function backHalf(
  hidden: Input | Readonly<Record<string, Input>>,
  loss: Node<readonly []>,
  optimizer: Transform,
  options: BackHalfOptions,
): BackHalf {
  const how = optionsOf('backHalf', options, { ...runDefaults, edge: undefined, key: undefined });
  const edge = edgeGiven('backHalf', how.edge);
  const inputs = hiddenInputs(hidden);
  if (nodeOf('backHalf', loss as Node).shape.length > 0)
    throw new ShapeError('backHalf', [loss.shape], 'the loss must be a scalar', 'Take its mean.');
  const descent = descentOf('backHalf', loss as Node, optimizer);
  const back = gradients(loss as Node);
  const outputs = [loss as Node, descent.step, ...[...inputs.values()].map(input => back.of(input as Node))];
  const plan = planWith({ operator: 'backHalf', outputs, descent }, how);
  const { progress } = plan;
  const state = new BackState(progress);
  const operator = <R>(source: Observable<R>): Observable<StepRecord> =>
    new Observable(subscriber =>
      runOver({ operator: 'backHalf', isHalf: true, progress }, { ...how, source, subscriber }, control => {
        const { key, runner, guard } = how;
        return new BackRun({ plan, inputs, state, edge, key, runner, guard }, subscriber, control);
      }),
    );
  return Object.assign(operator, {
    training: { progress },
    skipped: plan.skips.skipped,
    save: () => state.save(),
    prepare: (saved: Parameters<Savable['prepare']>[0]) => state.prepare(saved),
  });
}

/** Returns the inputs by the names of what is cut. A single one stands for `cut`. */
function hiddenInputs(hidden: Input | Readonly<Record<string, Input>>): ReadonlyMap<string, Input> {
  const inputs = new Map(hidden instanceof Input ? [['cut', hidden as Input]] : Object.entries(hidden ?? {}));
  const wrong = [...inputs.values()].find(one => !((one as unknown) instanceof Input));
  if (inputs.size > 0 && wrong === undefined) return inputs;
  throw new ContractError(
    'backHalf',
    'hidden must be an input, or several ones by name',
    inputs.size === 0 ? 'none' : printed(wrong),
    "Try input('hidden', ['batch', 128]).",
  );
}
