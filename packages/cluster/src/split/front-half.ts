import { DataError, type DatasetIterator } from '@thalweg/data';
import { Node, NumericError } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import type { Transform } from '@thalweg/optim';
import { ContractError, DtypeError, isFloat, sameShape, type Tensor } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Resumable, RunOptions, Savable, Skips } from '@thalweg/train';
import { type BoundRecord, passConfiguration, runOver, type Taking } from '@thalweg/train/engine';
import { Observable, type Subscriber } from 'rxjs';
import { edgeGiven, EdgeInbox, recordKey, unequalRecords } from './edge-inbox.ts';
import { type CutValues, frontGraph, FrontPasses, type FrontPassesOptions } from './front-passes.ts';
import type { FrontRecord } from './front-record.ts';
import { FrontState, type InFlight } from './half-states.ts';
import type { EdgeEnd, ReceivedMessage, SplitEdge } from './split-edge.ts';

/** Options of {@link frontHalf}. */
export interface FrontHalfOptions extends Pick<RunOptions, 'sliceMs' | 'running' | 'runner' | 'onBadRecord'> {
  /** The edge to the back half. */
  readonly edge: SplitEdge;
  /** The number of records that may be on their way there and back, 1 by default. */
  readonly depth?: number;
  /** A field that identifies the examples of a record: it goes with the values, and the back half compares it. */
  readonly key?: string | undefined;
}

/** The operator that {@link frontHalf} returns. It is a part of a snapshot. */
export interface FrontHalf extends Savable, Skips {
  <R>(source: Observable<R>): Observable<FrontRecord>;
  /** Its parameters and their optimizer, for `parametersOf` and `wireOf`. Snapshots keep the half, not this. */
  readonly training: Resumable;
}

/**
 * Trains the first half of a graph that is cut in two: for each record it computes the cut as in training, sends its values
 * to the back half, and takes a step when their gradient comes back. `backHalf` computes the loss elsewhere. With a depth of 1
 * both halves together move all parameters and states as `train` moves those of the whole graph, to the last bit. An optimizer
 * sees the gradients of its own half: each `clipByGlobalNorm` clips the norm of one half.
 *
 * With a larger depth, so many records are on their way: the forward pass of record n uses the parameters after step
 * n − depth, always, and so does its gradient, which then moves the parameters after step n − 1. The parameters that gradients
 * read are copied for each record on its way. Counters of dropout and running statistics count the records in order, as at
 * depth 1. The gradient of a table that is gathered moves the rows that the record touches.
 *
 * All is computed once: what gradients read of the forward pass is kept until its step. A snapshot has it too, so you can take
 * one at any moment. `snapshot({ front })` on this side and `snapshot({ back })` on the other side need not be of the same step
 * if the edge keeps messages.
 *
 * - **Throws** `GraphError` for a cut that depends on no parameter; `DtypeError` for one that is no float; `ContractError` for
 *   an unknown option or value of one
 * - **Stream errors** `DataError`, `ShapeError`, `DtypeError` for records and gradients that do not fit, for a source that
 *   pushes, and for a back half that is lost or ends before the records do; errors of the edge and of a computation; the
 *   parameters are then as they were before that step. `GraphError` for a second subscription while one is active
 * - **Source** Vepakomma et al., "Split learning for health: Distributed deep learning without sharing raw patient data",
 *   2018, arXiv 1812.00564; Huang et al., "GPipe", 2019, for the pipeline
 *
 * @example
 * const cut = input('image', ['batch', 784]).pipe(dense(128), relu());
 * const front = frontHalf(cut, adam(), { edge: portEdge(port) });
 * images.pipe(batch(32), front).subscribe(({ step, loss }) => …);
 */
export function frontHalf(
  cut: Node | Readonly<Record<string, Node>>,
  optimizer: Transform,
  options: FrontHalfOptions,
): FrontHalf {
  const how = optionsOf('frontHalf', options, {
    edge: undefined,
    depth: 1,
    key: undefined,
    sliceMs: 8,
    running: undefined,
    runner: undefined,
    onBadRecord: 'error',
  });
  const edge = edgeGiven('frontHalf', how.edge);
  const depth = checkedDepth(how.depth);
  const nodes = cutNodes(cut);
  const graph = frontGraph(nodes, optimizer, { ahead: depth > 1 });
  const { progress } = graph;
  const state = new FrontState(progress, depth);
  const { skips, onBadRecord } = passConfiguration('frontHalf', [...nodes.values()], how.onBadRecord);
  const configuration = { cut: nodes, graph, state, edge, depth, key: how.key, runner: how.runner, onBadRecord, skips };
  const operator = <R>(source: Observable<R>): Observable<FrontRecord> =>
    new Observable(subscriber =>
      runOver(
        { operator: 'frontHalf', isHalf: true, progress },
        { ...how, source, subscriber },
        control => new FrontRun(configuration, subscriber, control),
      ),
    );
  return Object.assign(operator, {
    training: { progress },
    skipped: skips.skipped,
    save: () => state.save(),
    prepare: (saved: Parameters<Savable['prepare']>[0]) => state.prepare(saved),
  });
}

/** Returns the nodes of a cut by name. A single one has the name `cut`. */
function cutNodes(cut: Node | Readonly<Record<string, Node>>): ReadonlyMap<string, Node> {
  const nodes = new Map(cut instanceof Node ? [['cut', cut as Node]] : Object.entries(cut ?? {}));
  if (nodes.size === 0)
    throw new ContractError('frontHalf', 'the cut must be a node or several by name', 'none', 'Cut after a layer.');
  for (const [name, node] of nodes)
    if (!isFloat(nodeOf('frontHalf', node).dtype))
      throw new DtypeError(
        'frontHalf',
        [node.dtype],
        `'${name}' must be float32 or float64`,
        'Cut where gradients flow.',
      );
  return nodes;
}

function checkedDepth(depth: number): number {
  if (Number.isSafeInteger(depth) && depth >= 1) return depth;
  throw new ContractError('frontHalf', 'depth must be a whole number of at least 1', printed(depth), 'Try 1.');
}

/** The parts that all runs of a front half share. */
interface FrontConfiguration extends FrontPassesOptions {
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
class FrontRun<R> implements Taking<R> {
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
