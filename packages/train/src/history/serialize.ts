/** A function that takes what comes in while it runs only after it has returned, in order. */
export function serialize<T>(take: (value: T) => void): (value: T) => void {
  const waiting: T[] = [];
  let taking = false;
  return value => {
    waiting.push(value);
    if (taking) return;
    taking = true;
    try {
      while (waiting.length > 0) take(waiting.shift()!);
    } finally {
      taking = false;
    }
  };
}
