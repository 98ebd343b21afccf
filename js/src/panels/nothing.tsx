/** A cell that was written empty. */
export function Null() {
  return <span class="dv-null">null</span>;
}

/** No such cell: the row has no value for this column, not even an empty one. */
export function Absent() {
  return <span class="dv-absent" role="img" aria-label="no cell" title="no such cell" />;
}
