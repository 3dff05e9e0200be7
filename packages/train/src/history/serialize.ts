/** Returns a function that handles one value at a time: values that arrive during a call wait, in order. */
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
