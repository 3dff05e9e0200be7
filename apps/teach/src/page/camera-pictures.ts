import type { Pixels } from '@thalweg/data';
import { fromCamera } from '@thalweg/images';
import { catchError, type Observable, of } from 'rxjs';
import { SIDE } from '../backbone/backbone.ts';

const advice: Readonly<Record<string, string>> = {
  NotAllowedError: 'This page may not use the camera. Allow it in the settings of the browser, or draw instead.',
  NotFoundError: 'There is no camera here. Connect one and choose Camera again, or draw instead.',
  NotReadableError: 'Another program uses the camera. Close it and choose Camera again, or draw instead.',
};

/** The pictures of a camera. A text in place of one, which is the last, says what is wrong and what to do. */
export const cameraPictures$: Observable<Pixels | string> = fromCamera({
  width: SIDE,
  height: SIDE,
  fps: 10,
  facing: 'environment',
}).pipe(
  catchError(({ cause, message }: Error) =>
    of(advice[(cause as Error | undefined)?.name ?? ''] ?? `The camera gives no pictures. ${message}`),
  ),
);
