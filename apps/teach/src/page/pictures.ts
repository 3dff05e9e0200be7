import type { Pixels } from '@thalweg/data';
import { fromCamera } from '@thalweg/images';
import { catchError, EMPTY, type Observable, of, startWith, switchMap } from 'rxjs';
import { SIDE } from '../backbone/backbone.ts';

/** Where pictures come from; `undefined` for nowhere yet. */
export type Source = 'camera' | 'drawing' | undefined;

/**
 * Returns the pictures of the source that was chosen last. `undefined` says that there is none yet, and a text what is wrong with
 * the camera; another choice may follow.
 */
export function picturesOf(source$: Observable<Source>, drawing$: Observable<Pixels>) {
  const camera$ = fromCamera({ width: SIDE, height: SIDE, fps: 10, facing: 'environment' });
  return source$.pipe(
    switchMap((source): Observable<Pixels | string | undefined> => {
      const pictures$ = source === 'camera' ? camera$ : source === 'drawing' ? drawing$ : EMPTY;
      return pictures$.pipe(
        catchError(error => of(adviceFor(error))),
        startWith(undefined),
      );
    }),
  );
}

const advice: Readonly<Record<string, string>> = {
  NotAllowedError: 'This page may not use the camera. Allow it in the settings of the browser, or draw instead.',
  NotFoundError: 'There is no camera here. Connect one and choose Camera again, or draw instead.',
  NotReadableError: 'Another program uses the camera. Close it and choose Camera again, or draw instead.',
};

function adviceFor({ cause, message }: Error): string {
  const known = advice[(cause as Error | undefined)?.name ?? ''];
  return known ?? `The camera gives no pictures. ${message} Or draw instead.`;
}
