/** One column of a DataTable. The cell is drawn by the slot `cell-KEY`, or shows the row's KEY as text. */
export interface Column {
  key: string;
  title: string;
  width?: string;
  align?: 'right';
  /** Set when the service can order by this column; the value is what it is asked with. */
  sort?: string;
  nowrap?: boolean;
}

export interface Sorting {
  by: string;
  descending: boolean;
}
