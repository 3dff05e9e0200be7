import { Subject } from 'rxjs';
import type { EdgeMessage, ReceivedMessage, SplitEdge } from '../split/split-edge.ts';

/** An edge whose other half is the test. */
export interface ScriptedEdge extends SplitEdge {
  /** What the half has sent. */
  readonly sent: EdgeMessage[];
  /** Has the half receive a message. */
  readonly answer: (message: EdgeMessage) => void;
  /** Has the half see that the other one has ended, or is lost. */
  readonly messages: Subject<ReceivedMessage>;
  /** True once the half has said that no message follows. */
  readonly hasEnded: () => boolean;
}

export function scriptedEdge(): ScriptedEdge {
  const messages = new Subject<ReceivedMessage>();
  const sent: EdgeMessage[] = [];
  let ended = false;
  return {
    keeps: false,
    sent,
    messages,
    answer: message => messages.next({ message, position: null }),
    hasEnded: () => ended,
    open: () => ({
      receive: () => messages,
      send: async message => void sent.push(message),
      end: () => void (ended = true),
    }),
  };
}
