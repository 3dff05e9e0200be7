import type { Cursor } from '@thalweg/data';
import { openFrame, type Guard, type Input, type PassResult, type Runner, type TaskFrame } from '@thalweg/graph';
import type { StepRecord } from '@thalweg/train';
import { epochAt, recordBinder, skippingBadRecords, type Plan } from '@thalweg/train/engine';
import type { Subscriber } from 'rxjs';
import type { BackState } from './back-state.ts';
import { EdgeInbox } from './edge-inbox.ts';
import type { HalfRun } from './half-run.ts';
import { checkKey } from './check-key.ts';
import { recordKey } from './record-key.ts';
import { unequalRecords } from './unequal-records.ts';
import { withValues } from './with-values.ts';
import type { EdgeEnd, EdgeMessage, ReceivedMessage, SplitEdge } from './split-edge.ts';

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
export class BackRun<R> implements HalfRun<R> {
  readonly #shared: BackPlan;
  readonly #subscriber: Subscriber<StepRecord>;
  readonly #control: Subscriber<unknown>;
  readonly #end: EdgeEnd;
  readonly #inbox: EdgeInbox;
  readonly #frame: TaskFrame;
  readonly #read: ReturnType<typeof skippingBadRecords>;
  #held: Held<R> | undefined;

  constructor(shared: BackPlan, subscriber: Subscriber<StepRecord>, control: Subscriber<unknown>) {
    this.#shared = shared;
    this.#subscriber = subscriber;
    this.#control = control;
    const { plan, state, edge, runner, guard } = shared;
    const { outputs, rules, finite, onBadRecord, skips } = plan;
    this.#frame = openFrame({ outputs, rules, training: true, steps: true, finite, guard, runner });
    control.add(() => this.#frame.close());
    this.#read = skippingBadRecords(recordBinder('backHalf', this.#frame), onBadRecord, skips);
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
    const bound = Object.keys(tensors).length === 0 ? undefined : this.#read(withValues(held.record, inputs, tensors));
    if (bound === undefined) this.#leaveOut(held, received);
    else this.#frame.run(bound.feeds, result => this.#stepped(held, received, result));
  }

  #stepped(held: Held<R>, received: ReceivedMessage, result: PassResult): void {
    const { plan, inputs } = this.#shared;
    if ('error' in result) {
      if (result.skip !== true) return this.#control.error(result.error);
      plan.skips.countNotFinite(1, result.error);
      return this.#leaveOut(held, received);
    }
    const [loss, number, ...slopes] = result.outputs;
    const record: StepRecord = {
      step: number!.item(),
      epoch: epochAt(held.cursor?.position),
      loss: loss!.item(),
      metrics: {},
    };
    plan.progress.last = record;
    const tensors = Object.fromEntries([...inputs.keys()].map((name, i) => [name, slopes[i]!]));
    this.#answer(held, received, { step: received.message.step, tensors, loss: record.loss }, record);
  }

  /** Tells the front half that the record moves nothing. */
  #leaveOut(held: Held<R>, received: ReceivedMessage): void {
    this.#answer(held, received, { step: received.message.step, tensors: {} }, undefined);
  }

  #answer({ cursor, then }: Held<R>, { position }: ReceivedMessage, answer: EdgeMessage, record?: StepRecord): void {
    const { plan, state } = this.#shared;
    plan.progress.position = cursor?.position;
    state.done = answer.step;
    state.position = position;
    state.outgoing = answer;
    if (this.#control.closed) return;
    this.#send(answer, () => {
      if (record !== undefined) this.#subscriber.next(record);
      then();
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
