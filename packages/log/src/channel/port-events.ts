import { functionOf, printed } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import { LogError } from '../port/log-error.ts';
import type { ChannelPort } from './channel-port.ts';
import { type Addressed, VERSION } from './protocol.ts';

/** Something that a port tells. */
export type PortEvent = { readonly kind: 'message'; readonly data: unknown } | { readonly kind: 'closed' };

type Listener = (event: unknown) => void;

type Listen = (type: string, listener: Listener) => void;

/** Events that say that nothing will come any more: of ports, of the workers of Node, and of processes. */
const CLOSING = ['close', 'exit', 'disconnect'] as const;

/**
 * Returns the events of a port. A port of Node keeps its process alive while somebody is subscribed.
 *
 * - **Throws** `ContractError` for what is no port
 */
export function portEvents(subject: string, port: ChannelPort): Observable<PortEvent> {
  functionOf(subject, 'postMessage of the port', (port as ChannelPort | undefined)?.postMessage);
  // What has both has events of the page's kind, which carry messages in `data`.
  const isTarget = typeof port.addEventListener === 'function';
  const [add, remove] = isTarget ? (['addEventListener', 'removeEventListener'] as const) : (['on', 'off'] as const);
  functionOf(subject, 'addEventListener of the port', port[add]);
  const methods = port as unknown as Readonly<Record<string, Listen>>;
  return new Observable(subscriber => {
    const listen = (type: string, listener: Listener): void => {
      methods[add]!(type, listener);
      subscriber.add(() => methods[remove]!(type, listener));
    };
    listen('message', event =>
      subscriber.next({ kind: 'message', data: isTarget ? (event as { readonly data: unknown }).data : event }),
    );
    for (const type of CLOSING) listen(type, () => subscriber.next({ kind: 'closed' }));
    (port as { start?: () => void }).start?.();
  });
}

/**
 * Sends a message to an end of a channel, or to all, and returns true; false if the port is closed. The bytes of the message are
 * given away: they must be its own.
 */
export function postTo<M extends object>(
  port: ChannelPort,
  message: M,
  addresses: { readonly from: string; readonly to: string },
): boolean {
  const { bytes } = message as { readonly bytes?: Uint8Array<ArrayBuffer> };
  const letter: Addressed<M> = { thalweg: 'log', version: VERSION, ...addresses, message };
  try {
    port.postMessage(letter, bytes === undefined ? [] : [bytes.buffer]);
    return true;
  } catch {
    // All that is sent can be copied, so only a closed port refuses it.
    return false;
  }
}

/**
 * The ticks of a timer without a word after which the other side is gone. Ticks are counted rather than milliseconds: a thread
 * that was busy, or a page that was hidden, had no tick in which it could not have heard.
 */
export const SILENT_TICKS = 4;

/** Returns an id that no other end of a channel has. It need not be hard to guess, and pages without TLS have no `randomUUID`. */
export function channelId(): string {
  return Array.from({ length: 3 }, () => Math.random().toString(36).slice(2, 10)).join('');
}

/** Checks a time in milliseconds. Throws {@link LogError}. */
export function checkTimeout(subject: string, timeout: unknown): void {
  if (!(typeof timeout === 'number' && timeout > 0 && timeout < 2 ** 31))
    throw new LogError(
      'invalid',
      subject,
      'the timeout must be a positive number of milliseconds, below 2^31',
      printed(timeout),
      'Try 10_000.',
    );
}
