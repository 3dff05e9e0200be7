/** The part of an observer that a platform's observable calls. */
export interface PlatformObserver<T> {
  readonly next?: (value: T) => void;
  readonly error?: (error: unknown) => void;
  readonly complete?: () => void;
}

/** An observable of the platform, as some browsers have: https://wicg.github.io/observable. */
export interface PlatformObservable<T> {
  subscribe(observer: PlatformObserver<T>, options?: { readonly signal?: unknown }): void;
  map<R>(project: (value: T, index: number) => R): PlatformObservable<R>;
  filter(predicate: (value: T, index: number) => boolean): PlatformObservable<T>;
  take(count: number): PlatformObservable<T>;
  forEach(callback: (value: T, index: number) => void, options?: { readonly signal?: unknown }): Promise<void>;
  first(options?: { readonly signal?: unknown }): Promise<T>;
  last(options?: { readonly signal?: unknown }): Promise<T>;
  toArray(options?: { readonly signal?: unknown }): Promise<T[]>;
}
