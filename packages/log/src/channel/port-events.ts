import { functionOf } from '@thalweg/tensor/engine';
import { Observable } from 'rxjs';
import type { ChannelPort } from './channel-port.ts';

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
