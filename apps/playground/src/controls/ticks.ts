import { animationFrames, EMPTY, interval, map, pairwise, type Observable } from 'rxjs';
import { motionIsReduced } from '../page/motion.ts';

/**
 * Emits the number of steps to take at a speed in steps per second: on every animation frame, or once a second if motion
 * is reduced.
 */
export function ticks(speed: number): Observable<number> {
  if (speed <= 0) return EMPTY;
  if (motionIsReduced()) return interval(1000).pipe(map(() => speed));
  return animationFrames().pipe(
    map(({ elapsed }) => Math.floor((elapsed * speed) / 1000)),
    pairwise(),
    // A page that was hidden does not catch up.
    map(([before, now]) => Math.min(now - before, Math.ceil(speed / 10))),
  );
}
