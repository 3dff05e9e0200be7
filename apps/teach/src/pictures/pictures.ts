import { EMPTY, catchError, type Observable, switchMap } from 'rxjs';
import { SIDE } from '../backbone/backbone.ts';
import type { Pixels } from '@thalweg/data';
import { fromCamera } from './camera.ts';

/** Where pictures come from; `undefined` for nowhere yet. */
export type Source = 'camera' | 'drawing' | undefined;

/** The pictures in a second that are looked at. */
const RATE = 8;

/** Returns the pictures of the source that was chosen last. What goes wrong with a camera is told, and another choice may follow. */
export function picturesOf(
  source$: Observable<Source>,
  drawing$: Observable<Pixels>,
  tell: (problem: string) => void,
): Observable<Pixels> {
  return source$.pipe(
    switchMap(source => {
      tell('');
      if (source === undefined) return EMPTY;
      if (source === 'drawing') return drawing$;
      return fromCamera({ width: SIDE, height: SIDE, fps: RATE }).pipe(
        catchError(error => (tell(adviceFor(error)), EMPTY)),
      );
    }),
  );
}

const advice: Readonly<Record<string, string>> = {
  NotAllowedError: 'This page may not use the camera. Allow it in the settings of the browser, or draw instead.',
  NotFoundError: 'There is no camera here. Connect one and choose Camera again, or draw instead.',
  NotReadableError: 'Another program uses the camera. Close it and choose Camera again, or draw instead.',
};

/** Returns what to do about a camera that gives no pictures. */
function adviceFor(error: unknown): string {
  const { name, message } = error as Error;
  return advice[name] ?? `The camera gives no pictures: ${message}. Choose Camera again, or draw instead.`;
}
