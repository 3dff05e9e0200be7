import { animationFrames, EMPTY, interval, map, pairwise, type Observable } from 'rxjs';
import { motionIsReduced } from '../../shell/motion.ts';

/**
 * How many steps to take, time after time, at so many steps a second: with every frame of the screen, or once a second
 * where motion is reduced.
 */
export function ticks(speed: number): Observable<number> {
  if (speed <= 0) return EMPTY;
  if (motionIsReduced()) return interval(1000).pipe(map(() => speed));
  return animationFrames().pipe(
    map(({ elapsed }) => Math.floor((elapsed * speed) / 1000)),
    pairwise(),
    // A page that was hidden for a while goes on, and does not catch up.
    map(([before, now]) => Math.min(now - before, Math.ceil(speed / 10))),
  );
}
