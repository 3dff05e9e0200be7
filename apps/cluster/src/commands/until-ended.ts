import { connect, delay, filter, take, takeUntil, type MonoTypeOperatorFunction } from 'rxjs';
import type { Status } from '../status/status.ts';

/** The milliseconds in which workers tell their last status after the end of the run. */
const LAST_MS = 2000;

/** Completes soon after a leader told that the run has ended. */
export function untilEnded(): MonoTypeOperatorFunction<Status> {
  const isEnd = ({ role, state }: Status): boolean => role === 'leader' && state === 'ended';
  return connect(status$ => status$.pipe(takeUntil(status$.pipe(filter(isEnd), take(1), delay(LAST_MS)))));
}
