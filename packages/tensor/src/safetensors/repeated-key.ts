/**
 * Returns a key that occurs twice in one object of a JSON text, which `JSON.parse` would accept; the text must be JSON.
 */
export function repeatedKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  const colon = /\s*:/y;
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '{') objects.push(new Set());
    else if (json[at] === '}') objects.pop();
    else if (json[at] === '"') {
      const start = at;
      while (json[++at] !== '"') if (json[at] === '\\') at++;
      colon.lastIndex = at + 1;
      if (!colon.test(json)) continue;
      const key = JSON.parse(json.slice(start, at + 1)) as string;
      if (objects.at(-1)!.has(key)) return key;
      objects.at(-1)!.add(key);
    }
  }
  return undefined;
}
