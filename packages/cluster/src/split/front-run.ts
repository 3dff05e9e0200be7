import { type DatasetIterator, DataError } from '@thalweg/data';
import { feedOf, type Node, NumericError, openFrame, type Runner, type Source, type TaskFrame } from '@thalweg/graph';
import { sameShape, type Tensor } from '@thalweg/tensor';
import type { OnBadRecord } from '@thalweg/train';
import { type BoundRecord, type SkipCounter, type Take, takeRecords, type Taking } from '@thalweg/train/engine';
import type { Subscriber } from 'rxjs';
import { EdgeInbox } from './edge-inbox.ts';
import type { FrontGraph } from './front-graph.ts';
import type { FrontRecord } from './front-record.ts';
import type { FrontState, InFlight } from './half-states.ts';
import { recordKey, unequalRecords } from './record-key.ts';
import type { EdgeEnd, ReceivedMessage, SplitEdge } from './split-edge.ts';

/** The parts that all runs of a front half share. */
export interface FrontConfiguration extends FrontPassesOptions {
  readonly state: FrontState;
  readonly edge: SplitEdge;
  readonly depth: number;
  readonly key: string | undefined;
}

/** A record that was read, and what to call when the next one may be. */
interface Taken<R> {
  readonly record: R;
  readonly iterator: DatasetIterator<R> | undefined;
  readonly then: () => void;
}

/** A run of a front half: forward passes as far as the depth allows, and a step for each gradient that comes back. */
export class FrontRun<R> implements Taking<R> {
  readonly #configuration: FrontConfiguration;
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

  constructor(configuration: FrontConfiguration, subscriber: Subscriber<FrontRecord>, control: Subscriber<unknown>) {
    this.#configuration = configuration;
    this.#subscriber = subscriber;
    this.#control = control;
    const { state, edge, depth } = configuration;
    this.#passes = new FrontPasses(configuration, {
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

  readonly take = (record: R, iterator: DatasetIterator<R> | undefined, then: () => void): void => {
    this.#held = { record, iterator, then };
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
    const { state, depth } = this.#configuration;
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

  #compute({ record, iterator, then }: Taken<R>): boolean {
    this.#held = undefined;
    this.#busy = true;
    const states = this.#configuration.state.inFlight.at(-1)?.states ?? [];
    this.#passes.compute(states, record, iterator, then);
    return true;
  }

  #sendOff({ record, offset, epoch, done }: BoundRecord, values: CutValues): void {
    this.#busy = false;
    if (this.#control.closed) return;
    const { cut, graph, key, state } = this.#configuration;
    checkFiniteCut([...cut.keys()], values.cut);
    const one: InFlight = {
      step: state.done + state.inFlight.length + 1,
      epoch,
      doneBefore: state.done,
      key: key === undefined ? undefined : recordKey('frontHalf', record, key),
      ...values,
    };
    state.inFlight = [...state.inFlight, one];
    graph.progress.offset = graph.progress.next = offset;
    this.#then = done;
    this.#send(one);
    this.#goOn();
  }

  #step(one: InFlight, { message, position }: ReceivedMessage): boolean {
    const { cut, graph, state } = this.#configuration;
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
    const names = [...this.#configuration.cut.keys()];
    const tensors = Object.fromEntries(cut.map((value, i) => [names[i]!, value]));
    this.#end.send({ step, tensors, key }).catch((error: unknown) => this.#control.error(error));
  }
}

/** The values that a forward pass computes. */
type CutValues = Pick<InFlight, 'cut' | 'kept' | 'states'>;

/** Options of {@link FrontPasses}. */
interface FrontPassesOptions {
  readonly cut: ReadonlyMap<string, Node>;
  readonly graph: FrontGraph;
  readonly runner: Runner | undefined;
  readonly onBadRecord: OnBadRecord;
  readonly skips: SkipCounter;
}

/** The consequences of passes, at once or in a later turn. */
interface FrontConsequences {
  /** Takes the values of the cut; none for a record that is left out. */
  readonly computed: (values: CutValues, bound: BoundRecord) => void;
  readonly fail: (error: unknown) => void;
}

/** The two passes of a front half, each in its own frame. */
class FrontPasses {
  readonly #cut: ReadonlyMap<string, Node>;
  readonly #graph: FrontGraph;
  readonly #forward: TaskFrame;
  readonly #backward: TaskFrame;
  readonly #take: Take<unknown>;
  readonly #fail: (error: unknown) => void;
  /** The states that the forward pass under way begins with. */
  #states: readonly Tensor[] = [];

  constructor({ cut, graph, runner, onBadRecord, skips }: FrontPassesOptions, { computed, fail }: FrontConsequences) {
    this.#cut = cut;
    this.#graph = graph;
    this.#fail = fail;
    const outputs = [...cut.values(), ...graph.kept.map(({ node }) => node), ...graph.states.map(([, next]) => next)];
    this.#forward = openFrame({ outputs, training: true, runner });
    this.#backward = openFrame({ outputs: [graph.step], rules: graph.rules, training: true, steps: true, runner });
    const passes = { operator: 'frontHalf', frame: this.#forward, onBadRecord, skips, fail };
    this.#take = takeRecords(passes, {
      before: ({ feeds }) =>
        feeds.push(...this.#states.map((value, i) => feedOf(graph.states[i]![0] as Source, value))),
      outputs: (values, bound) => computed(this.#partsOf(values), bound),
      passOver: bound => computed({ cut: [], kept: [], states: this.#states }, bound),
    }).take;
  }

  /**
   * Computes the cut for a record, and moves nothing. The states are those after the last record whose step is still to come;
   * none if there is no such record. A record that is left out gives no values, and the same states.
   *
   * - **Throws** `DataError`, `ShapeError`, `DtypeError` for a record that does not fit
   */
  compute(states: readonly Tensor[], ...taken: Parameters<Take<unknown>>): void {
    this.#states = states;
    this.#take(...taken);
  }

  /** Takes the step of a record by the gradients of the cut, and gives its number. */
  step({ kept }: InFlight, upstream: readonly Tensor[], done: (step: number) => void): void {
    const feeds = [
      ...this.#graph.kept.map(({ source }, i) => feedOf(source, kept[i]!)),
      ...this.#graph.upstream.map((source, i) => feedOf(source, upstream[i]!)),
    ];
    this.#backward.run(feeds, result =>
      'error' in result ? this.#fail(result.error) : done(result.outputs[0]!.item()),
    );
  }

  close(): void {
    this.#forward.close();
    this.#backward.close();
  }

  #partsOf(outputs: readonly Tensor[]): CutValues {
    const begin = this.#cut.size;
    const end = begin + this.#graph.kept.length;
    return { cut: outputs.slice(0, begin), kept: outputs.slice(begin, end), states: outputs.slice(end) };
  }
}

/**
 * Returns the tensors of a message in the order of what they belong to.
 *
 * - **Throws** `DataError` if one is missing, or of another shape or dtype than the value that it is the gradient of
 */
function fittingTensors(
  operator: string,
  values: ReadonlyMap<string, Tensor>,
  tensors: Readonly<Record<string, Tensor>>,
): Tensor[] {
  return [...values].map(([name, { shape, dtype }]) => {
    const given = Object.hasOwn(tensors, name) ? tensors[name]! : undefined;
    if (given !== undefined && given.dtype === dtype && sameShape(given.shape, shape)) return given;
    throw new DataError(
      operator,
      `the gradient of '${name}' must be ${dtype} [${shape.join(', ')}]`,
      given === undefined ? 'none' : `${given.dtype} [${given.shape.join(', ')}]`,
      'Give the inputs of the back half the names of the cut, and cut both halves at the same place.',
    );
  });
}

/** Throws a `NumericError` for a value of the cut that is NaN or infinite. */
function checkFiniteCut(names: readonly string[], values: readonly Tensor[]): void {
  values.forEach(({ data }, i) => {
    for (const element of data)
      if (!Number.isFinite(element))
        throw new NumericError(
          'frontHalf',
          `the values of the cut must be finite ('${names[i]}')`,
          String(element),
          'Try a smaller learning rate, and clip the gradients of this half.',
        );
  });
}
