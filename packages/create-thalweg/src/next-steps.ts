/** Returns what to do in a new project, whose place is a path from the current folder on; '' for this one. */
export function nextSteps(place: string): string {
  const enter = place === '' ? '' : `cd ${quoted(place)} && `;
  return `The project is in ${place === '' ? 'this folder' : quoted(place)}. Next:\n\n  ${enter}npm install\n  npm start`;
}

/** A path as a shell takes it: what people copy names the folder and runs nothing, whatever letters its name has. */
function quoted(path: string): string {
  if (/^(?!-)[\w./-]+$/.test(path)) return path;
  // Characters that move the cursor of a terminal cannot be copied from it.
  const seen = path.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '?');
  return `${path.startsWith('-') ? './' : ''}'${seen.replaceAll("'", String.raw`'\''`)}'`;
}
