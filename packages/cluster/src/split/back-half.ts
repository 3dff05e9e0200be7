import { type DatasetIterator, DataError } from '@thalweg/data';
import { gradients, type Guard, Input, type Node, openFrame, type Runner } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import type { Transform } from '@thalweg/optim';
import { ContractError, ShapeError, type Tensor } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Resumable, RunOptions, Savable, Skips, StepRecord } from '@thalweg/train';
import {
  type BoundRecord,
  descentOf,
  type StepConfiguration,
  stepConfiguration,
  runDefaults,
  runOver,
  type Take,
  takeRecords,
  type Taking,
} from '@thalweg/train/engine';
import { Observable, type Subscriber } from 'rxjs';
import { BackState } from './half-states.ts';
import { edgeGiven, EdgeInbox, recordKey, unequalRecords } from './edge-inbox.ts';
import type { EdgeEnd, EdgeMessage, ReceivedMessage, SplitEdge } from './split-edge.ts';

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
  const configuration = stepConfiguration({ operator: 'backHalf', outputs, descent }, how);
  const { progress } = configuration;
  const state = new BackState(progress);
  const operator = <R>(source: Observable<R>): Observable<StepRecord> =>
    new Observable(subscriber =>
      runOver({ operator: 'backHalf', isHalf: true, progress }, { ...how, source, subscriber }, control => {
        const { key, runner, guard } = how;
        return new BackRun({ configuration, inputs, state, edge, key, runner, guard }, subscriber, control);
      }),
    );
  return Object.assign(operator, {
    training: { progress },
    skipped: configuration.skips.skipped,
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

/** The parts that all runs of a back half share. */
interface BackConfiguration {
  readonly configuration: StepConfiguration;
  /** The inputs by the names of what is cut. */
  readonly inputs: ReadonlyMap<string, Input>;
  readonly state: BackState;
  readonly edge: SplitEdge;
  readonly key: string | undefined;
  readonly runner: Runner | undefined;
  readonly guard: Guard | undefined;
}

/** A record that waits for its values. */
interface Held<R> {
  readonly record: R;
  readonly iterator: DatasetIterator<R> | undefined;
  readonly then: () => void;
}

/** So many messages may wait: one is under way while the next one is handled. */
const MOST_WAITING = 2;

/** A run of a back half: a step and an answer for each record, when its values are there. */
class BackRun<R> implements Taking<R> {
  readonly #shared: BackConfiguration;
  readonly #subscriber: Subscriber<StepRecord>;
  readonly #control: Subscriber<unknown>;
  readonly #end: EdgeEnd;
  readonly #inbox: EdgeInbox;
  readonly #step: Take<unknown>;
  #held: Held<R> | undefined;
  /** The values of the step under way. */
  #received: ReceivedMessage | undefined;

  constructor(shared: BackConfiguration, subscriber: Subscriber<StepRecord>, control: Subscriber<unknown>) {
    this.#shared = shared;
    this.#subscriber = subscriber;
    this.#control = control;
    const { configuration, state, edge, runner, guard } = shared;
    const { outputs, rules, finite, onBadRecord, skips, progress } = configuration;
    const fail = (error: unknown): void => control.error(error);
    const frame = openFrame({ outputs, rules, training: true, steps: true, finite, guard, runner });
    control.add(() => frame.close());
    const passes = { operator: 'backHalf', frame, onBadRecord, skips, progress, fail };
    this.#step = takeRecords(passes, {
      outputs: (outputs, bound) => this.#stepped(outputs, bound),
      passOver: bound => this.#leaveOut(bound),
    }).take;
    this.#end = edge.open('back');
    this.#inbox = new EdgeInbox(control, {
      operator: 'backHalf',
      end: this.#end,
      keeps: edge.keeps,
      done: state.done,
      position: state.position,
      most: MOST_WAITING,
      arrived: () => this.#goOn(),
    });
    if (state.outgoing !== undefined) this.#send(state.outgoing, () => {});
    this.#inbox.open();
  }

  readonly take = (record: R, iterator: DatasetIterator<R> | undefined, then: () => void): void => {
    this.#shared.configuration.progress.next = iterator?.offset;
    this.#held = { record, iterator, then };
    this.#goOn();
  };

  readonly end = (): void => {
    this.#end.end();
    this.#control.complete();
  };

  /** Takes the step of the record that waits, if its values are there. */
  #goOn(): void {
    const held = this.#held;
    if (held === undefined || this.#control.closed) return;
    try {
      const received = this.#inbox.next();
      if (received === undefined) {
        if (this.#inbox.ended) throw unequalRecords('backHalf', 'front', this.#shared.state.done);
        return;
      }
      this.#held = undefined;
      this.#handle(held, received);
    } catch (error) {
      this.#control.error(error);
    }
  }

  #handle(held: Held<R>, received: ReceivedMessage): void {
    const { inputs, key } = this.#shared;
    const { tensors, key: given, step } = received.message;
    if (key !== undefined) checkKey(recordKey('backHalf', held.record, key), given, step);
    this.#received = received;
    const { record, iterator, then } = held;
    if (Object.keys(tensors).length === 0) this.#leaveOut({ offset: iterator?.offset, done: then });
    else this.#step(withValues(record, inputs, tensors), iterator, then);
  }

  #stepped([loss, step, ...slopes]: readonly Tensor[], bound: BoundRecord): void {
    const { configuration, inputs } = this.#shared;
    const record: StepRecord = { step: step!.item(), epoch: bound.epoch, loss: loss!.item(), metrics: {} };
    configuration.progress.last = record;
    const tensors = Object.fromEntries([...inputs.keys()].map((name, i) => [name, slopes[i]!]));
    this.#answer(bound, tensors, record);
  }

  /** Tells the front half that the record moves nothing. */
  #leaveOut(bound: Pick<BoundRecord, 'offset' | 'done'>): void {
    this.#answer(bound, {}, undefined);
  }

  #answer(
    { offset: position, done }: Pick<BoundRecord, 'offset' | 'done'>,
    tensors: EdgeMessage['tensors'],
    record: StepRecord | undefined,
  ): void {
    const { configuration, state } = this.#shared;
    const { message, position: edgePosition } = this.#received!;
    const { step } = message;
    const answer: EdgeMessage = record === undefined ? { step, tensors } : { step, tensors, loss: record.loss };
    configuration.progress.offset = position;
    state.done = step;
    state.position = edgePosition;
    state.outgoing = answer;
    if (this.#control.closed) return;
    this.#send(answer, () => {
      if (record !== undefined) this.#subscriber.next(record);
      done();
    });
  }

  #send(message: EdgeMessage, sent: () => void): void {
    const { state } = this.#shared;
    this.#end.send(message).then(
      () => {
        if (state.outgoing === message) state.outgoing = undefined;
        if (!this.#control.closed) sent();
      },
      (error: unknown) => this.#control.error(error),
    );
  }
}

/** Returns a record with the values of the cut in the fields of the inputs. Throws `DataError` for names that differ. */
function withValues(record: unknown, inputs: ReadonlyMap<string, Input>, tensors: EdgeMessage['tensors']): object {
  const [wanted, given] = [[...inputs.keys()].sort(), Object.keys(tensors).sort()];
  if (wanted.join() !== given.join())
    throw new DataError(
      'backHalf',
      `the values must be those of ${wanted.join(', ')}`,
      given.join(', '),
      'Name the inputs as the front half names the nodes of its cut.',
    );
  return {
    ...(record as object),
    ...Object.fromEntries([...inputs].map(([name, input]) => [input.name, tensors[name]!])),
  };
}

/** Throws a `DataError` unless the front half has sent the key of the same examples. */
function checkKey(own: NonNullable<EdgeMessage['key']>, given: EdgeMessage['key'], step: number): void {
  if (given !== undefined && given.length === own.length && own.every((one, i) => one === given[i])) return;
  const at = given === undefined ? 0 : own.findIndex((one, i) => one !== given[i]);
  throw new DataError(
    'backHalf',
    `the examples of step ${step} must be those of the front half`,
    given === undefined ? 'values without a key' : `${printed(own[at])} beside ${printed(given[at])}`,
    'Read the same records in the same order in both halves, and name a key in both.',
  );
}
