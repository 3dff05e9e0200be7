/** What became of records and labels so far. */
export interface LabelCounts {
  /** Records that came: each was joined, missing, evicted or repeated, or still waits. */
  readonly records: number;
  /** Labels that came: each was joined, late, duplicate or unmatched, or still waits. */
  readonly labels: number;
  /** Records that met their label. */
  readonly joined: number;
  /** Records whose label did not come in time. */
  readonly missing: number;
  /** Records that gave way to newer ones, as no more may wait. */
  readonly evicted: number;
  /** Records with the key of another that waits or was here lately: they are left out. */
  readonly repeated: number;
  /** Labels that came after their record had been given up. */
  readonly late: number;
  /** Labels for a record, waiting or joined, that had one already. */
  readonly duplicate: number;
  /** Labels that waited for a record in vain, or gave way to newer ones. */
  readonly unmatched: number;
  /** Records that wait for their label. */
  readonly waitingRecords: number;
  /** Labels that came before their record and wait for it. */
  readonly waitingLabels: number;
}
