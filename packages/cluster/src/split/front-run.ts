import type { Cursor } from '@thalweg/data';
import type { BoundRecord, Taking } from '@thalweg/train/engine';
import type { Subscriber } from 'rxjs';
import { checkFiniteCut } from './check-finite-cut.ts';
import { EdgeInbox } from './edge-inbox.ts';
import { fittingTensors } from './fitting-tensors.ts';
import { FrontPasses, type CutValues, type FrontPassesOptions } from './front-passes.ts';
import type { FrontRecord } from './front-record.ts';
import type { FrontState, InFlight } from './front-state.ts';
import { recordKey } from './record-key.ts';
import type { EdgeEnd, ReceivedMessage, SplitEdge } from './split-edge.ts';
import { unequalRecords } from './unequal-records.ts';

/** The parts that all runs of a front half share. */
export interface FrontPlan extends FrontPassesOptions {
  readonly state: FrontState;
  readonly edge: SplitEdge;
  readonly depth: number;
  readonly key: string | undefined;
}

/** A record that was read, and what to call when the next one may be. */
interface Taken<R> {
  readonly record: R;
  readonly cursor: Cursor<R> | undefined;
  readonly then: () => void;
}

/** A run of a front half: forward passes as far as the depth allows, and a step for each gradient that comes back. */
export class FrontRun<R> implements Taking<R> {
  readonly #plan: FrontPlan;
  readonly #subscriber: Subscriber<FrontRecord>;
  readonly #control: Subscriber<unknown>;
  readonly #passes: FrontPasses;
  readonly #end: EdgeEnd;
  readonly #inbox: EdgeInbox;
  /** The record that waits for its forward pass, and what asks for the next one. */
  #held: Taken<R> | undefined;
  #then: (() => void) | undefined;
  /** True while a pass is asked for. */
  #busy = false;
  #sourceEnded = false;

  constructor(plan: FrontPlan, subscriber: Subscriber<FrontRecord>, control: Subscriber<unknown>) {
    this.#plan = plan;
    this.#subscriber = subscriber;
    this.#control = control;
    const { state, edge, depth } = plan;
    this.#passes = new FrontPasses(plan, {
      computed: (values, bound) => this.#sendOff(bound, values),
      fail: error => control.error(error),
    });
    control.add(() => this.#passes.close());
    this.#end = edge.open('front');
    this.#inbox = new EdgeInbox(control, {
      operator: 'frontHalf',
      end: this.#end,
      keeps: edge.keeps,
      done: state.done,
      position: state.position,
      most: depth,
      arrived: () => this.#goOn(),
    });
    // The edge may not have them, if the run before was broken off.
    for (const one of state.inFlight) this.#send(one);
    this.#inbox.open();
  }

  readonly take = (record: R, cursor: Cursor<R> | undefined, then: () => void): void => {
    this.#held = { record, cursor, then };
    this.#goOn();
  };

  readonly end = (): void => {
    this.#sourceEnded = true;
    this.#goOn();
  };

  /**
   * Does what can be done. The order does not depend on when messages arrive: forward passes go ahead as far as the depth
   * allows, and only then comes the next step.
   */
  #goOn(): void {
    try {
      while (!this.#busy && !this.#control.closed && this.#advance());
    } catch (error) {
      this.#control.error(error);
    }
  }

  /** Returns whether there may be more to do. */
  #advance(): boolean {
    const { state, depth } = this.#plan;
    const onTheirWay = state.inFlight.length;
    if (onTheirWay < depth && this.#held !== undefined) return this.#compute(this.#held);
    if (onTheirWay < depth && this.#then !== undefined) return this.#askForNext(this.#then);
    if (onTheirWay === 0 && this.#sourceEnded) return this.#complete();
    if (onTheirWay === depth || this.#sourceEnded) {
      const received = this.#inbox.next();
      if (received !== undefined) return this.#step(state.inFlight[0]!, received);
    }
    if (onTheirWay > 0 && this.#inbox.ended && this.#inbox.isEmpty)
      throw unequalRecords('frontHalf', 'back', state.done);
    return false;
  }

  #askForNext(then: () => void): boolean {
    this.#then = undefined;
    then();
    return true;
  }

  #complete(): boolean {
    this.#end.end();
    this.#control.complete();
    return false;
  }

  #compute({ record, cursor, then }: Taken<R>): boolean {
    this.#held = undefined;
    this.#busy = true;
    const states = this.#plan.state.inFlight.at(-1)?.states ?? [];
    this.#passes.compute(states, record, cursor, then);
    return true;
  }

  #sendOff({ record, position, epoch, done }: BoundRecord, values: CutValues): void {
    this.#busy = false;
    if (this.#control.closed) return;
    const { cut, graph, key, state } = this.#plan;
    checkFiniteCut([...cut.keys()], values.cut);
    const one: InFlight = {
      step: state.done + state.inFlight.length + 1,
      epoch,
      doneBefore: state.done,
      key: key === undefined ? undefined : recordKey('frontHalf', record, key),
      ...values,
    };
    state.inFlight = [...state.inFlight, one];
    graph.progress.position = graph.progress.next = position;
    this.#then = done;
    this.#send(one);
    this.#goOn();
  }

  #step(one: InFlight, { message, position }: ReceivedMessage): boolean {
    const { cut, graph, state } = this.#plan;
    const { tensors, loss = NaN } = message;
    if (one.cut.length === 0 || Object.keys(tensors).length === 0) {
      state.finish(position);
      return true;
    }
    const sent = new Map([...cut.keys()].map((name, i) => [name, one.cut[i]!]));
    const upstream = fittingTensors('frontHalf', sent, tensors);
    this.#busy = true;
    this.#passes.step(one, upstream, step => {
      this.#busy = false;
      const staleness = state.done - one.doneBefore;
      state.finish(position);
      const record: FrontRecord = { step, epoch: one.epoch, loss, metrics: {}, staleness };
      graph.progress.last = record;
      this.#subscriber.next(record);
      this.#goOn();
    });
    return true;
  }

  #send({ step, cut, key }: InFlight): void {
    const names = [...this.#plan.cut.keys()];
    const tensors = Object.fromEntries(cut.map((value, i) => [names[i]!, value]));
    this.#end.send({ step, tensors, key }).catch((error: unknown) => this.#control.error(error));
  }
}
