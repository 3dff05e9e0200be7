import autocannon from 'autocannon';
import { Observable } from 'rxjs';

/** The requests to one predictor. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly latency: { readonly mean: number; readonly p50: number; readonly p99: number; readonly max: number };
  /** Requests that took more than {@link SLOW} ms: when they were answered, in milliseconds since 1970, and how long they took. */
  readonly slow: readonly { readonly at: number; readonly took: number }[];
}

/** Milliseconds above which a request is slow. */
export const SLOW = 50;

/** Options of {@link load}. */
export interface LoadOptions {
  readonly seconds: number;
  readonly connections: number;
  readonly rate: number | undefined;
}

/** Sends images to a predictor for some seconds, and emits what became of them. Unsubscribing stops. */
export function load(port: number, image: Uint8Array, { seconds, connections, rate }: LoadOptions): Observable<Load> {
  return new Observable(subscriber => {
    const slow: { at: number; took: number }[] = [];
    const instance = autocannon(
      {
        url: `http://127.0.0.1:${port}/digit`,
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.from(image),
        duration: seconds,
        connections,
        ...(rate !== undefined && { overallRate: rate, ignoreCoordinatedOmission: true }),
      },
      (error: Error | null, result: autocannon.Result) => {
        if (error !== null) return subscriber.error(error);
        subscriber.next(loadOf(result, slow));
        subscriber.complete();
      },
    );
    instance.on('response', (_client, _status, _bytes, took) => {
      if (took > SLOW) slow.push({ at: Date.now(), took });
    });
    return () => instance.stop();
  });
}

function loadOf({ requests, errors, timeouts, non2xx, latency }: autocannon.Result, slow: Load['slow']): Load {
  const { mean, p50, p99, max } = latency;
  return {
    requests: requests.total,
    perSecond: requests.mean,
    failed: errors + timeouts + non2xx,
    latency: { mean, p50, p99, max },
    slow,
  };
}
