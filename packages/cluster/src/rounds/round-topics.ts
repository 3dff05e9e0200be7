import { topic, type SealOptions, type Topic } from '@thalweg/log';
import { decodeSnapshot, encodeSnapshot, type Snapshot } from '@thalweg/train';
import type { Decision } from './decision.ts';
import { decisionCodec } from './decision-codec.ts';
import type { Delta } from './delta.ts';
import { deltaCodec } from './delta-codec.ts';

/** The topics of a run of rounds. */
export interface RoundTopics {
  /** The work of the workers: `NAME.deltas`. */
  readonly deltas: Topic<Delta>;
  /** The decisions of the leaders: `NAME.rounds`. */
  readonly rounds: Topic<Decision>;
  /** States of runs, from which a leader that takes over need not fold all rounds again: `NAME.states`. */
  readonly states: Topic<Snapshot>;
}

/** Returns the topics of a run. Throws `LogError` for what is no name. */
export function roundTopics(name: string, seal?: SealOptions): RoundTopics {
  return {
    deltas: topic(`${name}.deltas`, deltaCodec, { seal }),
    rounds: topic(`${name}.rounds`, decisionCodec, { seal }),
    states: topic(
      `${name}.states`,
      { encode: snapshot => encodeSnapshot(snapshot), decode: bytes => decodeSnapshot(bytes) },
      { seal },
    ),
  };
}
