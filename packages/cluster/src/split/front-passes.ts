import { feedOf, openFrame, type Feed, type Node, type Runner, type Source, type TaskFrame } from '@thalweg/graph'; // prettier-ignore
import type { Tensor } from '@thalweg/tensor';
import type { OnBadRecord } from '@thalweg/train';
import { recordBinder, skippingBadRecords, type SkipCounter } from '@thalweg/train/engine';
import type { FrontGraph } from './front-graph.ts';
import type { InFlight } from './front-state.ts';

/** The values that a forward pass computes. */
export type CutValues = Pick<InFlight, 'cut' | 'kept' | 'states'>;

/** Options of {@link FrontPasses}. */
export interface FrontPassesOptions {
  readonly cut: ReadonlyMap<string, Node>;
  readonly graph: FrontGraph;
  readonly runner: Runner | undefined;
  readonly onBadRecord: OnBadRecord;
  readonly skips: SkipCounter;
}

/** Takes the result of a pass, or its error. */
type Done<T> = (result: T | undefined, error?: unknown) => void;

/** The two passes of a front half, each in its own frame. */
export class FrontPasses {
  readonly #cut: ReadonlyMap<string, Node>;
  readonly #graph: FrontGraph;
  readonly #forward: TaskFrame;
  readonly #backward: TaskFrame;
  /** Feeds a record; `undefined` for one that is left out. */
  readonly #read: ReturnType<typeof skippingBadRecords>;

  constructor({ cut, graph, runner, onBadRecord, skips }: FrontPassesOptions) {
    this.#cut = cut;
    this.#graph = graph;
    const outputs = [...cut.values(), ...graph.kept.map(({ node }) => node), ...graph.states.map(([, next]) => next)];
    this.#forward = openFrame({ outputs, training: true, runner });
    this.#backward = openFrame({ outputs: [graph.step], rules: graph.rules, training: true, steps: true, runner });
    this.#read = skippingBadRecords(recordBinder('frontHalf', this.#forward), onBadRecord, skips);
  }

  /**
   * Computes the cut for a record, and moves nothing. The states are those after the last record whose step is still to come;
   * none if there is no such record. A record that is left out gives no values, and the same states.
   *
   * - **Throws** `DataError`, `ShapeError`, `DtypeError` for a record that does not fit
   */
  compute(record: unknown, states: readonly Tensor[], done: Done<CutValues>): void {
    const bound = this.#read(record);
    if (bound === undefined) return done({ cut: [], kept: [], states });
    const registers = states.map((value, i) => feedOf(this.#graph.states[i]![0] as Source, value));
    run(this.#forward, [...bound.feeds, ...registers], (outputs, error) =>
      outputs === undefined ? done(undefined, error) : done(this.#partsOf(outputs)),
    );
  }

  /** Takes the step of a record by the gradients of the cut, and gives its number. */
  step({ kept }: InFlight, upstream: readonly Tensor[], done: Done<number>): void {
    const feeds = [
      ...this.#graph.kept.map(({ source }, i) => feedOf(source, kept[i]!)),
      ...this.#graph.upstream.map((source, i) => feedOf(source, upstream[i]!)),
    ];
    run(this.#backward, feeds, (outputs, error) =>
      outputs === undefined ? done(undefined, error) : done(outputs[0]!.item()),
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

function run(frame: TaskFrame, feeds: readonly Feed[], done: Done<readonly Tensor[]>): void {
  frame.run(feeds, result => ('error' in result ? done(undefined, result.error) : done(result.outputs)));
}
