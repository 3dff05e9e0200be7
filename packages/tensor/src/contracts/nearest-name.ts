/**
 * Returns the name that most likely was meant by a mistyped one, or `undefined`. That is a name which has its letters in their
 * order, as `learningRate` for `lr` or `rate`; a name that it begins with, as `keep` for `keepdims`; or a name that differs in
 * at most a third of its letters, rounded up. Two letters that changed places count as one.
 *
 * - **Source** Damerau, "A technique for computer detection and correction of spelling errors", 1964, for the edits; Wagner
 *   and Fischer, "The String-to-String Correction Problem", 1974, for their least number
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const text = bare(given);
  const inOrder = new RegExp(text.length > 1 ? [...text].join('.*') : '^$');
  // As many edits as letters leave nothing of it.
  let least = Math.min(Math.ceil(text.length / 3) + 1, text.length);
  let nearest: string | undefined;
  for (const name of names) {
    const known = bare(name);
    const shorter = inOrder.test(known) ? text.length / known.length : 0;
    const longer = known.length > 2 && text.startsWith(known) ? known.length / text.length : 0;
    const share = Math.max(shorter, longer);
    const edits = Math.min(editsBetween(text, known), share > 0 ? 2 - share : Infinity);
    if (edits < least) [nearest, least] = [name, edits];
  }
  return nearest;
}

/** The letters and digits, without case. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** The least number of letters to add, leave out, replace or swap with the next one. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  let before = row;
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const swapped = a[i] === b[j - 1] && a[i - 1] === b[j] ? before[j - 1]! + 1 : Infinity;
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + Number(a[i] !== b[j]), swapped));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
