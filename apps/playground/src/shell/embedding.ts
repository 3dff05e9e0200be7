/** Returns true if the page is shown in a frame of another one: `?embed` in front of the fragment. */
export function isEmbedded({ search }: Pick<Location, 'search'>): boolean {
  return new URLSearchParams(search).has('embed');
}
