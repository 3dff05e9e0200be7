import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** Options of {@link startFaultyProxy}. */
export interface FaultyProxyOptions {
  /** The port on 127.0.0.1 that connections are passed on to. */
  readonly to: number;
  /** Returns the number of bytes after which the next connection breaks, both directions together. None breaks without it. */
  readonly breakAfter?: () => number;
}

/** A proxy that breaks connections, or holds them. */
export interface FaultyProxy {
  readonly port: number;
  /** How many connections it has broken. */
  readonly broken: number;
  /** Breaks all connections that are open. */
  breakAll(): void;
  /** Passes nothing on, as a network that is partitioned, and keeps the connections open. New ones hear nothing either. */
  hold(): void;
  /** Passes on what was held back, in its order, and all that follows. */
  release(): void;
  /** Breaks no more connections by itself. */
  behave(): void;
  stop(): Promise<void>;
}

/** Starts a TCP proxy on a free port of the loopback address. It breaks connections as told, in the midst of whatever is sent. */
export async function startFaultyProxy({ to, breakAfter }: FaultyProxyOptions): Promise<FaultyProxy> {
  const pairs = new Set<Pair>();
  const state = { broken: 0, behaves: breakAfter === undefined, holds: false };
  const server = createServer(socket => {
    const pair = new Pair(socket, createConnection(to, '127.0.0.1'), () => pairs.delete(pair));
    pairs.add(pair);
    if (state.holds) pair.hold();
    const most = breakAfter?.() ?? Infinity;
    pair.onBytes(bytes => {
      if (state.behaves || bytes < most || !pairs.has(pair)) return;
      state.broken++;
      pair.break();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hold = (holds: boolean): void => {
    state.holds = holds;
    for (const pair of pairs) {
      if (holds) pair.hold();
      else pair.release();
    }
  };
  const breakAll = (): void => {
    state.broken += pairs.size;
    for (const pair of pairs) pair.break();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get broken() {
      return state.broken;
    },
    breakAll,
    hold: () => hold(true),
    release: () => hold(false),
    behave: () => void (state.behaves = true),
    async stop() {
      breakAll();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The two halves of a connection. When one closes, the other one does. */
class Pair {
  readonly #sockets: readonly Socket[];
  #bytes = 0;

  constructor(near: Socket, far: Socket, closed: () => void) {
    this.#sockets = [near, far];
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.pipe(into);
      from.on('error', () => into.destroy());
      from.on('close', () => {
        into.destroy();
        closed();
      });
    }
  }

  /** Calls a function with the number of bytes so far, whenever there are more. */
  onBytes(told: (bytes: number) => void): void {
    for (const socket of this.#sockets) socket.on('data', (data: Uint8Array) => told((this.#bytes += data.length)));
  }

  hold(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  release(): void {
    const [near, far] = this.#sockets as [Socket, Socket];
    near.pipe(far);
    far.pipe(near);
  }

  break(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
