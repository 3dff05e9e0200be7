import { Observable } from 'rxjs';

/** A stream and how many are subscribed to it now. */
export interface Counted<T> {
  readonly stream$: Observable<T>;
  connections: number;
}

/** Counts who is subscribed to a stream. */
export function countConnections<T>(stream$: Observable<T>): Counted<T> {
  const counted: Counted<T> = {
    connections: 0,
    stream$: new Observable<T>(subscriber => {
      counted.connections++;
      subscriber.add(() => counted.connections--);
      return stream$.subscribe(subscriber);
    }),
  };
  return counted;
}
