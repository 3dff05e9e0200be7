import { writeSnapshot } from '@thalweg/node';
import { snapshot, type Parts } from '@thalweg/train';
import { defer, finalize, tap, type MonoTypeOperatorFunction } from 'rxjs';

/** Writes the state of a run into a file: after a record, if the last time is so many milliseconds ago, and at the end. */
export function savedRegularly<R>(parts: Parts, file: string, everyMs: number): MonoTypeOperatorFunction<R> {
  return record$ =>
    defer(() => {
      let saved = performance.now();
      let changed = false;
      const save = (): void => {
        writeSnapshot(file, snapshot(parts));
        saved = performance.now();
        changed = false;
      };
      return record$.pipe(
        tap(() => {
          changed = true;
          if (performance.now() - saved >= everyMs) save();
        }),
        finalize(() => changed && save()),
      );
    });
}
