import type { History } from './history.ts';
import type { Predicted } from './pipeline.ts';
import type { Weights } from './reactions/reaction.ts';
import type { Run } from './run.ts';
import type { Watched } from './watched.ts';

/** The part of a run that the page shows after its last event. */
export interface StreamView {
  readonly event: number;
  readonly accuracies: readonly number[];
  readonly watched: readonly Watched[];
  readonly weights: readonly Weights[];
  readonly arrived: Predicted | undefined;
  readonly learned: (Predicted & { readonly label: number }) | undefined;
  readonly waiting: number;
  readonly memory: { readonly event: number; readonly bytes: number };
  /** The past, which grows while the run goes on. */
  readonly history: History;
}

/** Returns what the page shows of a run. */
export function viewOf({ pipeline, history }: Run): StreamView {
  const { event, accuracies, watched, arrived, learned, waiting, memory } = pipeline;
  return {
    event,
    accuracies: [...accuracies],
    watched: [...watched],
    weights: pipeline.weights(),
    arrived,
    learned,
    waiting,
    memory,
    history,
  };
}
