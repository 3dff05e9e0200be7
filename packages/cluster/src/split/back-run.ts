import type { Cursor } from '@thalweg/data';
import { openFrame, type Guard, type Input, type Runner } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { StepRecord } from '@thalweg/train';
import { takeRecords, type BoundRecord, type Plan, type Take, type Taking } from '@thalweg/train/engine';
import type { Subscriber } from 'rxjs';
import type { BackState } from './back-state.ts';
import { checkKey } from './check-key.ts';
import { EdgeInbox } from './edge-inbox.ts';
import { recordKey } from './record-key.ts';
import type { EdgeEnd, EdgeMessage, ReceivedMessage, SplitEdge } from './split-edge.ts';
import { unequalRecords } from './unequal-records.ts';
import { withValues } from './with-values.ts';

/** The parts that all runs of a back half share. */
export interface BackPlan {
  readonly plan: Plan;
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
  readonly cursor: Cursor<R> | undefined;
  readonly then: () => void;
}

/** So many messages may wait: one is under way while the next one is handled. */
const MOST_WAITING = 2;

/** A run of a back half: a step and an answer for each record, when its values are there. */
export class BackRun<R> implements Taking<R> {
  readonly #shared: BackPlan;
  readonly #subscriber: Subscriber<StepRecord>;
  readonly #control: Subscriber<unknown>;
  readonly #end: EdgeEnd;
  readonly #inbox: EdgeInbox;
  readonly #step: Take<unknown>;
  #held: Held<R> | undefined;
  /** The values of the step under way. */
  #received: ReceivedMessage | undefined;

  constructor(shared: BackPlan, subscriber: Subscriber<StepRecord>, control: Subscriber<unknown>) {
    this.#shared = shared;
    this.#subscriber = subscriber;
    this.#control = control;
    const { plan, state, edge, runner, guard } = shared;
    const { outputs, rules, finite, onBadRecord, skips, progress } = plan;
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

  readonly take = (record: R, cursor: Cursor<R> | undefined, then: () => void): void => {
    this.#shared.plan.progress.next = cursor?.position;
    this.#held = { record, cursor, then };
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
    const { record, cursor, then } = held;
    if (Object.keys(tensors).length === 0) this.#leaveOut({ position: cursor?.position, done: then });
    else this.#step(withValues(record, inputs, tensors), cursor, then);
  }

  #stepped([loss, step, ...slopes]: readonly Tensor[], bound: BoundRecord): void {
    const { plan, inputs } = this.#shared;
    const record: StepRecord = { step: step!.item(), epoch: bound.epoch, loss: loss!.item(), metrics: {} };
    plan.progress.last = record;
    const tensors = Object.fromEntries([...inputs.keys()].map((name, i) => [name, slopes[i]!]));
    this.#answer(bound, tensors, record);
  }

  /** Tells the front half that the record moves nothing. */
  #leaveOut(bound: Pick<BoundRecord, 'position' | 'done'>): void {
    this.#answer(bound, {}, undefined);
  }

  #answer(
    { position, done }: Pick<BoundRecord, 'position' | 'done'>,
    tensors: EdgeMessage['tensors'],
    record: StepRecord | undefined,
  ): void {
    const { plan, state } = this.#shared;
    const { message, position: edgePosition } = this.#received!;
    const { step } = message;
    const answer: EdgeMessage = record === undefined ? { step, tensors } : { step, tensors, loss: record.loss };
    plan.progress.position = position;
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
