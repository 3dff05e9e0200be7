import { Observable, throttle, type MonoTypeOperatorFunction } from 'rxjs';

/** The parts of the host that are used: pages and some workers have animation frames, and every host has timers. */
interface Host {
  readonly requestAnimationFrame?: (callback: () => void) => number;
  readonly cancelAnimationFrame?: (handle: number) => void;
  readonly setTimeout: (callback: () => void, ms: number) => unknown;
  readonly clearTimeout: (handle: unknown) => void;
}

/** Milliseconds between two values in a host without animation frames. */
const INTERVAL = 16;

/** Milliseconds after which a frame is not awaited any longer: a hidden page has none. */
const PATIENCE = 250;

/**
 * Emits the last value of each animation frame, so that a stream of any rate can be shown. The first value passes at once, and
 * so does each value after a frame without one. The last value passes before the stream completes. An error passes at once.
 *
 * In a host without animation frames, such as Node, a frame takes 16 ms. In a hidden page, which paints no frames, a value
 * passes every 250 ms, or as often as the browser runs timers. Unsubscribing cancels the frame.
 *
 * @example
 * batches.pipe(train(loss, adam()), sampleFrames()).subscribe(({ loss }) => (label.textContent = loss.toFixed(3)));
 */
export function sampleFrames<T>(): MonoTypeOperatorFunction<T> {
  return throttle(() => nextFrame(), { leading: true, trailing: true });
}

/** Emits once, at the next animation frame. */
function nextFrame(): Observable<void> {
  return new Observable(subscriber => {
    const host = globalThis as unknown as Host;
    const arrive = (): void => subscriber.next();
    const frame = host.requestAnimationFrame?.(arrive);
    const timer = host.setTimeout(arrive, frame === undefined ? INTERVAL : PATIENCE);
    return () => {
      if (frame !== undefined) host.cancelAnimationFrame?.(frame);
      host.clearTimeout(timer);
    };
  });
}
