/**
 * Returns the name that a mistyped one most likely stands for: one that contains it, whose words begin with its letters
 * (`lr` for `learningRate`), or that differs in at most a third of its letters; else `undefined`.
 *
 * - **Source** Wagner and Fischer, "The String-to-String Correction Problem", 1974, for the number of edits
 */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const text = bare(given);
  let nearest: string | undefined;
  let least = Math.ceil(text.length / 3) + 1;
  for (const name of names) {
    const known = bare(name);
    const related = initialsOf(name) === text || (text.length > 2 && (known.includes(text) || text.includes(known)));
    const edits = known === text ? 0 : related ? 1 : editsBetween(text, known);
    if (edits < least) [nearest, least] = [name, edits];
  }
  return nearest;
}

/** The letters and digits, without case. */
function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function initialsOf(name: string): string {
  return (name[0] + name.slice(1).replaceAll(/[^A-Z]/g, '')).toLowerCase();
}

function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
