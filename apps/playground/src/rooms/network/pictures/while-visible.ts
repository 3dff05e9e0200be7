import type { Observable } from 'rxjs';

/** Follows a stream while an element is visible. The returned function ends it. */
export function followWhileVisible<T>(
  element: Element,
  values$: Observable<T>,
  follow: (value: T) => void,
): () => void {
  let following: { unsubscribe(): void } | undefined;
  const observer = new IntersectionObserver(entries => {
    const isVisible = entries.at(-1)!.isIntersecting;
    if (!isVisible) following = void following?.unsubscribe();
    else following ??= values$.subscribe(follow);
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    following?.unsubscribe();
  };
}
