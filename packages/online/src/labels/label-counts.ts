/** The numbers of records and labels so far, by their fate. */
export interface LabelCounts {
  /** Records that arrived: each was joined, missing, evicted or repeated, or still waits. */
  readonly records: number;
  /** Labels that arrived: each was joined, late, duplicate or unmatched, or still waits. */
  readonly labels: number;
  /** Records that met their label. */
  readonly joined: number;
  /** Records whose label did not arrive in time. */
  readonly missing: number;
  /** Records that were dropped for newer ones, as the capacity was reached. */
  readonly evicted: number;
  /** Records with the key of another that waits or was here lately: they are left out. */
  readonly repeated: number;
  /** Labels that arrived after their record had been given up. */
  readonly late: number;
  /** Labels for a record, waiting or joined, that had one already. */
  readonly duplicate: number;
  /** Labels that waited for a record in vain, or gave way to newer ones. */
  readonly unmatched: number;
  /** Records whose time was too far ahead to be believed; each is also counted above, or waits. */
  readonly farAhead: number;
  /** Records that wait for their label. */
  readonly waitingRecords: number;
  /** Labels that came before their record and wait for it. */
  readonly waitingLabels: number;
}
