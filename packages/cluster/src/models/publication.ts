/** The outcome of a publication. */
export interface Publication {
  /**
   * `'published'`, it is the newest version; `'unchanged'`, it is that already, bit by bit, so nothing was written;
   * `'superseded'`, another publisher came first, and it was left out. The next publication goes on from that version.
   */
  readonly outcome: 'published' | 'unchanged' | 'superseded';
  /** The newest version, of this publisher or another one. Versions count up from 1, without gaps. */
  readonly version: number;
  /** The sequence of the entry of this version. */
  readonly sequence: number;
  /** The bytes of the entry that was appended; 0 if nothing was. */
  readonly bytes: number;
  /** True for an entry with the whole model, false for one with changes. */
  readonly whole: boolean;
}
