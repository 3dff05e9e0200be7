/** Returns the markup that shows a page in a frame of another page. */
export function embedCode(address: URL, title: string): string {
  const source = new URL(address);
  source.search = '?embed';
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return (
    `<iframe src="${escaped(source.href)}" title="${escaped(title)}" width="100%" height="640" ` +
    `style="border:0" loading="lazy" allow="clipboard-write"></iframe>`
  );
}
