import { JetStreamApiError } from '@nats-io/jetstream';
import { LogError } from '@thalweg/log';
import { closed, type Link } from './link.ts';

/** The wait before another attempt, in ms. */
const PAUSE = 100;

/** Times that a server may fail to answer while there is a connection: a minute at the least, in which it may choose a leader. */
const MOST_FAILURES = 600;

/**
 * Asks the server again until it answers, as long as `goOn` says so, but a bounded number of times while there is a
 * connection. What the server answers with an error is not asked again, unless it is busy.
 */
export async function retrying<T>(link: Link, goOn: () => boolean, ask: () => Promise<T>): Promise<T> {
  for (let failures = 0; ;) {
    try {
      if (link.up) return await whileUp(link, ask);
      if (link.closed) throw closed('read');
    } catch (error) {
      if (isFinal(error) || !goOn() || (link.up && ++failures >= MOST_FAILURES)) throw error;
    }
    if (!link.up && !goOn()) throw new Error('no connection');
    await new Promise(resolve => setTimeout(resolve, PAUSE));
  }
}

/** An answer does not come any more once the connection is lost. */
function whileUp<T>(link: Link, ask: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const changes = link.changed.subscribe({
      next: up => up || reject(new Error('the connection was lost')),
      complete: () => reject(closed('read')),
    });
    ask()
      .then(resolve, reject)
      .finally(() => changes.unsubscribe());
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof LogError || (error instanceof JetStreamApiError && error.status < 500);
}
