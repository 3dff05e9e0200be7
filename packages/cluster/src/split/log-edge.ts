import { topic, topicWriter, readTopic, type Log, type SealOptions, type TopicOffset, type Topic } from '@thalweg/log';
import { optionsOf } from '@thalweg/tensor/engine';
import { map, type Observable } from 'rxjs';
import { edgeCodec } from './edge-codec.ts';
import type { EdgeEnd, EdgeMessage, Half, ReceivedMessage, ReceiveOptions, SplitEdge } from './split-edge.ts';

/** Options of {@link logEdge}. */
export interface LogEdgeOptions {
  /**
   * True to read each message back after it was written, to write it again if the log has other bytes, and to pass over damaged
   * messages when reading. Give it in both halves. By default a damaged message is an error.
   */
  readonly verify?: boolean;
  /** Seals the messages with a key that both halves have, for a log that others can write: what they write is passed over. */
  readonly seal?: SealOptions | undefined;
}

/**
 * Returns an edge over a log: values in the topic `NAME.values`, gradients in `NAME.gradients`. The log keeps them, so each half
 * may crash and resume from its own snapshot, whichever step that is of: it reads again what it missed, and what it writes again
 * counts once. A half waits as long as the other one is away.
 *
 * The messages of a name belong to one run of both halves, from the first step on. Give another run another name.
 *
 * - **Throws** `LogError` for a name that is no words of letters, digits, - and _, joined by dots
 *
 * @example
 * logEdge(memoryLog(), 'digits.cut').keeps // => true
 */
export function logEdge(log: Log, name: string, options?: LogEdgeOptions): SplitEdge {
  const { verify, seal } = optionsOf('logEdge', options, { verify: false, seal: undefined });
  const topics: Readonly<Record<Half, Topic<EdgeMessage>>> = {
    front: topic(`${name}.values`, edgeCodec, { seal }),
    back: topic(`${name}.gradients`, edgeCodec, { seal }),
  };
  return {
    keeps: true,
    open: half => {
      const writer = topicWriter(log, topics[half], { producer: half, verify });
      const send = async (message: EdgeMessage): Promise<void> => {
        await writer.append(message, { count: message.step });
      };
      return new LogEnd({
        log,
        from: topics[half === 'front' ? 'back' : 'front'],
        send,
        passes: verify || seal !== undefined,
      });
    },
  };
}

interface LogEndOptions {
  readonly log: Log;
  readonly from: Topic<EdgeMessage>;
  readonly send: EdgeEnd['send'];
  /** True to pass over damaged messages: each was written again, or others wrote it. */
  readonly passes: boolean;
}

class LogEnd implements EdgeEnd {
  readonly #options: LogEndOptions;
  readonly send: EdgeEnd['send'];

  constructor(options: LogEndOptions) {
    this.#options = options;
    this.send = options.send;
  }

  receive({ position, demand }: ReceiveOptions): Observable<ReceivedMessage> {
    const { log, from, passes } = this.#options;
    const after = (position ?? undefined) as TopicOffset | undefined;
    return readTopic(log, from, { offset: after, demand, onDamaged: passes ? 'skip' : 'error' }).pipe(
      map(({ value, offset: position }) => ({
        message: value,
        position: position as unknown as ReceivedMessage['position'],
      })),
    );
  }

  /** A log has no end: the other half may come back and continue. */
  end(): void {}
}
