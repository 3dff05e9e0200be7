import { batch, type Dataset, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, type Node, read, registersOf } from '@thalweg/graph';
import { dense, dropout, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import type { Resumable } from '@thalweg/train';
import { Subject } from 'rxjs';
import { backHalf, type BackHalf, type BackHalfOptions } from '../split/back-half.ts';
import { frontHalf, type FrontHalf, type FrontHalfOptions } from '../split/front-half.ts';
import type { EdgeMessage, ReceivedMessage, SplitEdge } from '../split/split-edge.ts';

/** Records of one half: a batch of 4 or, at the end of an epoch, 2. */
export type Records = Dataset<object>;

/** The number of records in two epochs. */
export const RECORDS = 8;

const EXAMPLES = 14;

function records(columns: Parameters<typeof fromColumns>[0], count: number): Records {
  const id = Int32Array.from({ length: EXAMPLES }, (_, i) => 100 + i);
  return fromColumns({ ...columns, id }).pipe(shuffle({ seed: 2 }), batch(4), epochs(count)) as Dataset<object>;
}

const pseudo = (i: number): number => 2 * Math.sin(12.9898 * (i + 1));

/** What the front half reads, in so many epochs. */
export function features(count = 2): Records {
  const x = Float32Array.from({ length: 4 * EXAMPLES }, (_, i) => pseudo(i));
  return records({ x: { data: x, shape: [4] } }, count);
}

/** What the back half reads, in so many epochs. */
export function labels(count = 2): Records {
  const classOf = (i: number): number => (pseudo(4 * i) > 0 ? 1 : pseudo(4 * i + 1) > 0 ? 2 : 0);
  return records({ y: Int32Array.from({ length: EXAMPLES }, (_, i) => classOf(i)) }, count);
}

/** A front half of a network, built anew. */
export function newFront(options: FrontHalfOptions): FrontHalf {
  const x = input('x', ['batch', 4]);
  const cut = x.pipe(dense(6), tanh(), dropout(0.3), dense(5), tanh());
  return frontHalf(cut as Node, adam({ learningRate: 0.02 }), options);
}

/** The back half, built anew. */
export function newBack(options: BackHalfOptions): BackHalf {
  const hidden = input('hidden', ['batch', 5]);
  const y = input('y', ['batch'], 'int32');
  const loss = hidden.pipe(dropout(0.1), dense(3), softmaxCrossEntropy(y));
  return backHalf(hidden, loss, adam({ learningRate: 0.02 }), options);
}

/** The bits of all registers of a half. */
export function bitsOf({ training }: { readonly training: Resumable }): Record<string, string> {
  return Object.fromEntries(
    registersOf(...training.progress.roots).map(register => {
      const { data } = read(register as Node);
      return [register.name, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex')];
    }),
  );
}

/** An edge whose other half is the test. */
interface ScriptedEdge extends SplitEdge {
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
