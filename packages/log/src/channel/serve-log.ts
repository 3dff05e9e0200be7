import { optionsOf, printed } from '@thalweg/tensor/engine';
import { interval, Subscription } from 'rxjs';
import type { Log } from '../port/log.ts';
import { LogError } from '../port/log-error.ts';
import { checkTimeout } from './check-timeout.ts';
import { channelId } from './channel-id.ts';
import type { ChannelPort } from './channel-port.ts';
import { portEvents } from './port-events.ts';
import { postTo } from './post-to.ts';
import { checkedClientMessage } from './client-messages.ts';
import { letterIn, MOST_LOG_NAME, type About, type Checked } from './message-fields.ts';
import { ALL, MOST_CLIENTS, VERSION, type ClientMessage, type ServerMessage } from './protocol.ts';
import { refused, ServedClient, tooMany } from './served-client.ts';
import { SILENT_TICKS } from './silent-ticks.ts';

/** Options of {@link serveLog}. */
export interface ServeLogOptions {
  /**
   * Milliseconds without a word after which a client is gone and its readings are closed, 60,000 by default. Hidden pages say a
   * word each minute; one that comes back after it reads on from where it was.
   */
  readonly timeout?: number;
  /**
   * The name of a log that outlives this call, such as one in files: readings go on with the next server of the same name.
   * Without it, the next server has another log, and readings that have begun end with an error instead of missing entries.
   */
  readonly name?: string;
}

/**
 * Serves a log to the other side of a port, or to all other sides of a `BroadcastChannel`, where {@link remoteLog} returns it.
 * Returns the subscription that ends it, and that keeps a process of Node alive until then.
 *
 * Serve a log on one side of a channel only: two servers are two logs, and clients would choose between them. Tabs can
 * choose the one that serves by a Web Lock: `navigator.locks.request('log', () => { serveLog(log, channel); return new
 * Promise(() => {}); })`. A `memoryLog` is lost when its tab closes.
 *
 * - **In flight** at most 256 entries or 16 MB a reading, and one value of a key; more are asked of the log when the client has
 *   taken these
 * - **Checked** each message of a client: one that does not fit is refused, or ignored if it says not what it is about, and
 *   disturbs no other client. At most 1,024 clients have something open, each at most 1,024 streams and 1,024 calls; further ones are
 *   refused as `'unavailable'`
 * - **Throws** `ContractError` for what is no port, `LogError` for a timeout that is no positive number and a name that is no
 *   text of at most 4,096 characters
 *
 * @example
 * const { port1, port2 } = new MessageChannel();
 * const serving = serveLog(memoryLog(), port1);
 * await remoteLog(port2).append('greetings', new TextEncoder().encode('hello')) // => 1
 * serving.unsubscribe();
 */
export function serveLog(log: Log, port: ChannelPort, options?: ServeLogOptions): Subscription {
  const { timeout, name = channelId() } = optionsOf('serveLog', options, { timeout: 60_000, name: undefined });
  checkTimeout('serveLog', timeout);
  if (typeof name !== 'string' || name.length > MOST_LOG_NAME)
    throw new LogError('invalid', 'serveLog', 'the name must be a text', shownName(name), "Try { name: 'events' }.");
  const events$ = portEvents('serveLog', port);
  const self = channelId();
  const clients = new Map<string, ServedClient>();
  const serving = new Subscription(() => clients.forEach(client => client.close()));
  const post = (message: ServerMessage, to: string): void => {
    if (!postTo(port, message, { from: self, to })) serving.unsubscribe();
  };
  const clientOf = (id: string): ServedClient =>
    clients.get(id) ??
    new ServedClient({ log, name }, { post: said => post(said, id), idle: () => clients.delete(id) });
  const take = (from: string, checked: Checked<ClientMessage>): void => {
    const client = clientOf(from);
    const isRefused =
      !clients.has(from) && clients.size >= MOST_CLIENTS && 'message' in checked && opens(checked.message);
    if (isRefused) return client.refuse(aboutOf(checked.message), tooMany('clients', MOST_CLIENTS));
    if (!('message' in checked)) return client.refuse(checked.about, refused(checked));
    clients.set(from, client);
    client.take(checked.message);
    if (client.idle) clients.delete(from);
  };
  serving.add(
    events$.subscribe(event => {
      if (event.kind === 'closed') return serving.unsubscribe();
      const letter = letterIn(event.data, self);
      if (letter === undefined) return;
      // A client of another version learns the one of this side, whatever its own `hello` has in it.
      const isOther = letter.version !== VERSION;
      if (isOther && !isHello(letter.message)) return;
      take(letter.from, isOther ? { message: HELLO } : checkedClientMessage(letter.message));
    }),
  );
  serving.add(
    interval(timeout / SILENT_TICKS).subscribe(() => {
      for (const [id, client] of clients)
        if (client.grow() > SILENT_TICKS) {
          client.close();
          clients.delete(id);
        }
    }),
  );
  post({ kind: 'welcome', log: name, sample: new Uint8Array() }, ALL);
  serving.add(() => post({ kind: 'bye' }, ALL));
  return serving;
}

const HELLO: ClientMessage = { kind: 'hello', sample: undefined };

function isHello(message: unknown): boolean {
  return (Object(message) as { readonly kind?: unknown }).kind === 'hello';
}

/** Returns true for a message after which a client has something open. */
function opens({ kind }: ClientMessage): boolean {
  return kind === 'read' || kind === 'watch' || kind === 'append' || kind === 'swap';
}

function aboutOf(message: ClientMessage): About | undefined {
  if ('call' in message) return { call: message.call };
  return 'stream' in message ? { stream: message.stream } : undefined;
}

function shownName(name: unknown): string {
  return typeof name === 'string' ? `one of ${name.length} characters` : printed(name);
}
