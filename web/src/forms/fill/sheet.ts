import { ElMessage } from 'element-plus';
import { computed, nextTick, ref, type Ref } from 'vue';
import type { GridColumn, GridRow } from '@/api/types';
import { useChoices } from './choices';
import type { History } from './history';
import { moved, type Place } from './move';
import { leftOver, parseBlock, planPaste } from './paste';
import type { Rows } from './rows';
import type { RowEdit, Saver } from './saver';
import { blockOf, blockText, isOneCell, placesOf } from './select';

interface Desk {
  place: Ref<Place>;
  columns: () => GridColumn[];
  rows: Rows;
  saver: Saver;
  history: History;
  editable: () => boolean;
  /** Rows of a page that is turned. */
  page: () => number;
  /** The box that is typed into, which also has the keyboard while nothing is typed. */
  input: Ref<HTMLInputElement | null>;
  show: (to: Place) => void;
}
/** Keys that move inside the text while a cell is edited. */
const IN_TEXT = ['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'];

/** What the keyboard, the clipboard and the pointer do with a form shown as a sheet. */
export function useSheet(desk: Desk) {
  const { place, rows, saver, history, input } = desk;
  const editing = ref(false);
  const draft = ref('');
  /** The corner of the marked block that lies across from the marked cell. */
  const far = ref<Place | null>(null);
  const total = computed(() => rows.total.value ?? 0);
  const block = computed(() => blockOf(place.value, far.value ?? place.value));
  const here = computed(() => rows.rows.get(place.value.row));
  const column = computed(() => desk.columns()[place.value.column]);
  const writable = computed(() => isOpen(place.value));
  const choices = useChoices(column, draft, editing);

  function isOpen(at: Place): boolean {
    const row = rows.rows.get(at.row);
    return desk.editable() && !!row && !row.excluded && !desk.columns()[at.column]?.readonly;
  }
  function textAt(row: GridRow, at: number): string {
    const target = desk.columns()[at];
    if (!target) return '';
    return saver.draftOf(row.id, target.index)?.text ?? row.cells[at]?.text ?? '';
  }
  /** Whether only the mask of a cell is known here. */
  function isMasked(row: GridRow, at: number): boolean {
    const target = desk.columns()[at];
    return !!row.cells[at]?.masked && !(target && saver.draftOf(row.id, target.index));
  }
  const say = (message: string): void => void ElMessage.info({ message, duration: 6000, showClose: true });

  /** Marks a cell; with `stretch` the block from the marked cell to there. */
  function mark(to: Place, focus = true, stretch = false): void {
    if (stretch) far.value = to;
    else {
      place.value = to;
      far.value = null;
    }
    giveUp();
    void rows.ensure(to.row, to.row);
    void nextTick(() => {
      desk.show(to);
      if (focus) input.value?.focus({ preventScroll: true });
    });
  }
  /** Protected values arrive masked; what is typed replaces the whole value and never builds on the mask. */
  function startText(): string {
    const row = here.value;
    return !row || isMasked(row, place.value.column) ? '' : textAt(row, place.value.column);
  }
  function begin(text = startText()): void {
    if (!writable.value) {
      explain();
      return;
    }
    draft.value = text;
    editing.value = true;
    void nextTick(() => input.value?.focus({ preventScroll: true }));
  }
  /** Says why a cell does not open, instead of doing nothing. */
  function explain(): void {
    if (!desk.editable()) say('这份报表当前不能修改。');
    else if (here.value?.excluded) say('这一行已不列入本表。点行号可以恢复。');
    else if (column.value?.readonly) say(`“${column.value.label}”由系统计算，不能改。`);
  }
  function commit(): void {
    const row = here.value;
    if (!editing.value || !row || !column.value) return;
    editing.value = false;
    const text = draft.value.trim();
    draft.value = '';
    const masked = isMasked(row, place.value.column);
    if (text === textAt(row, place.value.column) || (masked && text === '')) return;
    history.type([{ row: row.id, cells: [{ index: column.value.index, text }] }]);
  }
  function choose(label: string): void {
    draft.value = label;
    commit();
  }
  function giveUp(): void {
    editing.value = false;
    draft.value = '';
  }

  /** Types texts into places as one step; what is not open is counted and left. */
  function typeAll(texts: Iterable<{ at: Place; text: string }>): number {
    const edits = new Map<number, RowEdit>();
    let shut = 0;
    for (const { at, text } of texts) {
      const row = rows.rows.get(at.row);
      const target = desk.columns()[at.column];
      if (!row || !target || !isOpen(at)) {
        shut += 1;
        continue;
      }
      if (textAt(row, at.column) === text && !isMasked(row, at.column)) continue;
      const edit = edits.get(row.id) ?? { row: row.id, cells: [] };
      edit.cells.push({ index: target.index, text });
      edits.set(row.id, edit);
    }
    history.type([...edits.values()]);
    return shut;
  }
  function empty(): void {
    if (isOneCell(block.value) && !writable.value) explain();
    else typeAll([...placesOf(block.value)].map((at) => ({ at, text: '' })));
  }
  /** Fills the first row of the block down; a single row takes what stands above it. */
  async function fillDown(): Promise<void> {
    const { top, bottom, left, right } = block.value;
    const from = top === bottom ? top - 1 : top;
    if (from < 0 || !desk.editable()) return;
    await rows.ensure(from, bottom);
    const source = rows.rows.get(from);
    if (!source) return;
    let hidden = 0;
    const texts: { at: Place; text: string }[] = [];
    for (let at = left; at <= right; at += 1) {
      if (isMasked(source, at)) hidden += 1;
      else
        for (let row = from + 1; row <= bottom; row += 1)
          texts.push({ at: { row, column: at }, text: textAt(source, at) });
    }
    typeAll(texts);
    if (hidden) say('受保护的内容这里只看得到一部分，不能向下填充。');
  }
  function undo(): void {
    const lost = history.undo();
    if (lost === null) say('没有可以撤销的填写。');
    else if (lost) say(`有 ${lost} 格的原内容受保护，这里看不到，不能撤销。`);
  }
  function redo(): void {
    if (history.redo() === null) say('没有可以重做的填写。');
  }

  function onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const { key } = event;
    if (key === 'Escape') {
      if (editing.value) event.preventDefault();
      else far.value = null;
      giveUp();
      return;
    }
    const control = event.ctrlKey || event.metaKey;
    if (!editing.value && control && byControl(key.toLowerCase(), event.shiftKey)) {
      event.preventDefault();
      return;
    }
    if (editing.value && IN_TEXT.includes(key)) return;
    if (!editing.value && key === 'F2') {
      event.preventDefault();
      begin();
      return;
    }
    if (!writable.value && key.length === 1 && !control) {
      event.preventDefault();
      explain();
      return;
    }
    if (!editing.value && (key === 'Delete' || key === 'Backspace')) {
      event.preventDefault();
      empty();
      return;
    }
    if (editing.value && choices.step(key)) {
      event.preventDefault();
      return;
    }
    if (editing.value && (key === 'Enter' || key === 'Tab')) draft.value = choices.picked() ?? draft.value;
    move(event, control);
  }
  /** What a letter does together with Ctrl (⌘ on a Mac); false when it is not ours. */
  function byControl(key: string, shift: boolean): boolean {
    if (key === 'z' && !shift) undo();
    else if (key === 'y' || (key === 'z' && shift)) redo();
    else if (key === 'd') void fillDown();
    else if (key === 'a') {
      place.value = { row: 0, column: 0 };
      far.value = { row: Math.max(0, total.value - 1), column: desk.columns().length - 1 };
      void rows.ensure(0, total.value - 1);
      void nextTick(() => input.value?.focus({ preventScroll: true }));
    } else return false;
    return true;
  }
  function move(event: KeyboardEvent, control: boolean): void {
    const size = { rows: total.value, columns: desk.columns().length, page: desk.page() };
    const stretch = event.shiftKey && !['Enter', 'Tab'].includes(event.key);
    const from = stretch ? (far.value ?? place.value) : place.value;
    const target = moved(from, event.key, event.shiftKey, size, control);
    if (!target) {
      if (event.key === 'Tab') commit();
      return;
    }
    event.preventDefault();
    commit();
    mark(target, true, stretch);
  }
  /** The first sign typed into the waiting box, or the first stroke of an input method, begins the edit. */
  function onInput(event: Event): void {
    const field = event.target as HTMLInputElement;
    if (!editing.value) {
      if (!writable.value) {
        field.value = '';
        explain();
        return;
      }
      editing.value = true;
    }
    draft.value = field.value;
  }

  async function onPaste(event: ClipboardEvent): Promise<void> {
    const cells = parseBlock(event.clipboardData?.getData('text/plain') ?? '');
    const single = cells.length <= 1 && (cells[0]?.length ?? 0) <= 1;
    if (!cells.length || (single && editing.value)) return;
    event.preventDefault();
    if (!desk.editable()) {
      explain();
      return;
    }
    giveUp();
    const { top, left, bottom, right } = block.value;
    if (single && !isOneCell(block.value)) {
      await rows.ensure(top, bottom);
      typeAll([...placesOf(block.value)].map((at) => ({ at, text: cells[0]?.[0] ?? '' })));
      return;
    }
    const plan = planPaste(cells, top, left, desk.columns(), total.value);
    const end = plan.rows.at(-1)?.at ?? top;
    await rows.ensure(top, end);
    const at = new Map(desk.columns().map((each, column) => [each.index, column]));
    typeAll(
      plan.rows.flatMap((row) =>
        row.cells.map(({ index, text }) => ({ at: { row: row.at, column: at.get(index) ?? -1 }, text })),
      ),
    );
    place.value = { row: top, column: left };
    const width = Math.max(...cells.map((row) => row.length));
    far.value = { row: end, column: Math.min(desk.columns().length, left + width) - 1 };
    if (isOneCell(block.value) || right < left) far.value = null;
    const over = leftOver(plan);
    if (over) ElMessage.warning({ message: over, duration: 8000, showClose: true });
  }
  /** Copies what is shown; a protected value is copied as its mask. False when nothing was copied. */
  function onCopy(event: ClipboardEvent): boolean {
    if (editing.value) return false;
    const { top, bottom, left, right } = block.value;
    const texts: string[][] = [];
    for (let at = top; at <= bottom; at += 1) {
      const row = rows.rows.get(at);
      if (!row) {
        say('选中的行还没有全部载入，请滚动到末尾后再复制。');
        event.preventDefault();
        return false;
      }
      texts.push(Array.from({ length: right - left + 1 }, (_, each) => textAt(row, left + each)));
    }
    event.clipboardData?.setData('text/plain', blockText(texts));
    event.preventDefault();
    return true;
  }
  function onCut(event: ClipboardEvent): void {
    if (desk.editable() && onCopy(event)) empty();
  }

  return {
    editing,
    draft,
    far,
    block,
    here,
    column,
    writable,
    choices,
    mark,
    begin,
    commit,
    choose,
    undo,
    redo,
    fillDown,
    onKey,
    onInput,
    onPaste,
    onCopy,
    onCut,
  };
}
