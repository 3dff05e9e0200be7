import { DtypeError, isFloat } from '@thalweg/tensor';
import { Node } from '@thalweg/graph';
import { nodeOf } from '@thalweg/graph/author';
import type { Transform } from '@thalweg/optim';
import { ContractError } from '@thalweg/tensor';
import { optionsOf, printed } from '@thalweg/tensor/engine';
import type { Resumable, RunOptions, Savable, Skips } from '@thalweg/train';
import { passConfiguration, runOver } from '@thalweg/train/engine';
import { Observable } from 'rxjs';
import { frontGraph } from './front-graph.ts';
import type { FrontRecord } from './front-record.ts';
import { FrontRun } from './front-run.ts';
import { FrontState } from './half-states.ts';
import { edgeGiven } from './edge-inbox.ts';
import type { SplitEdge } from './split-edge.ts';

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
