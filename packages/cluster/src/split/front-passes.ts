import { feedOf, openFrame, type Node, type Runner, type Source, type TaskFrame } from '@thalweg/graph';
import type { Tensor } from '@thalweg/tensor';
import type { OnBadRecord } from '@thalweg/train';
import { takeRecords, type BoundRecord, type SkipCounter, type Take } from '@thalweg/train/engine';
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

/** The consequences of passes, at once or in a later turn. */
export interface FrontConsequences {
  /** Takes the values of the cut; none for a record that is left out. */
  readonly computed: (values: CutValues, bound: BoundRecord) => void;
  readonly fail: (error: unknown) => void;
}

/** The two passes of a front half, each in its own frame. */
export class FrontPasses {
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
