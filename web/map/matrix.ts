import { element, fill } from './dom';
import type { Grid } from './grid';
import { drawCell, palette } from './paint';

const SMALLEST = 4;
const LARGEST = 30;
const START = 22;
const ROOM_LEFT = 250;
const ROOM_ABOVE = 150;
/** Below this many pixels a cell has no room for its label. */
const READABLE = 12;

/** A matrix that is drawn as far as it is in sight, however large it is. */
export class Matrix {
  public readonly root: HTMLElement;
  private readonly canvas = element('canvas', { 'aria-hidden': 'true' });
  private readonly sizer = element('div', { class: 'sizer' });
  private readonly scroller = element('div', { class: 'scroller' });
  private readonly live = element('p', { class: 'live', 'aria-live': 'polite' });
  private grid: Grid = { rows: [], columns: [], cell: () => ({ kind: 'none' }), describe: () => '', open: () => {} };
  private size = START;
  private cursor = { row: 0, column: 0 };
  private waiting = false;

  public constructor() {
    this.root = element('div', {
      class: 'matrix',
      tabindex: '0',
      role: 'application',
      'aria-label': 'Matrix: rows send, columns receive. Arrow keys move, Enter opens, plus and minus zoom.',
    });
    // The canvas stays in sight within something as large as the whole matrix.
    fill(this.sizer, this.canvas);
    fill(this.scroller, this.sizer);
    fill(this.root, this.scroller, this.live);
    this.scroller.addEventListener('scroll', () => this.later());
    this.canvas.addEventListener('click', (event) => this.clicked(event));
    this.canvas.addEventListener('mousemove', (event) => this.hovered(event));
    this.scroller.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 2 : -2);
      },
      { passive: false },
    );
    this.root.addEventListener('keydown', (event) => this.pressed(event));
    new ResizeObserver(() => this.later()).observe(this.root);
  }

  public show(grid: Grid): void {
    this.grid = grid;
    this.cursor = { row: 0, column: 0 };
    const fitting = Math.floor((this.root.clientWidth - ROOM_LEFT) / Math.max(1, grid.columns.length));
    this.size = Math.max(SMALLEST, Math.min(START, fitting));
    this.scroller.scrollTo(0, 0);
    this.resize();
  }

  public redraw(): void {
    this.later();
  }

  public zoom(by: number): void {
    this.size = Math.max(SMALLEST, Math.min(LARGEST, this.size + by));
    this.resize();
  }

  private resize(): void {
    this.sizer.style.width = `${ROOM_LEFT + this.grid.columns.length * this.size + 20}px`;
    this.sizer.style.height = `${ROOM_ABOVE + this.grid.rows.length * this.size + 20}px`;
    this.later();
  }

  private later(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  private draw(): void {
    const { clientWidth: width, clientHeight: height, scrollLeft, scrollTop } = this.scroller;
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const pen = this.canvas.getContext('2d')!;
    pen.scale(scale, scale);
    const colours = palette();
    pen.fillStyle = colours.paper;
    pen.fillRect(0, 0, width, height);
    const { rows, columns, cell } = this.grid;
    const [firstRow, lastRow] = this.inSight(scrollTop, height - ROOM_ABOVE, rows.length);
    const [firstColumn, lastColumn] = this.inSight(scrollLeft, width - ROOM_LEFT, columns.length);
    const x = (column: number) => ROOM_LEFT + column * this.size - scrollLeft;
    const y = (row: number) => ROOM_ABOVE + row * this.size - scrollTop;

    pen.save();
    pen.beginPath();
    pen.rect(ROOM_LEFT, ROOM_ABOVE, width, height);
    pen.clip();
    for (let row = firstRow; row < lastRow; row++) {
      for (let column = firstColumn; column < lastColumn; column++) {
        drawCell(pen, x(column), y(row), this.size, cell(row, column), colours);
      }
    }
    pen.strokeStyle = colours.line;
    pen.lineWidth = 1;
    for (let row = firstRow; row < lastRow; row++) if (rows[row]!.first) line(pen, 0, y(row), width, y(row));
    for (let column = firstColumn; column < lastColumn; column++) {
      if (columns[column]!.first) line(pen, x(column), 0, x(column), height);
    }
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 2;
    pen.strokeRect(x(this.cursor.column), y(this.cursor.row), this.size, this.size);
    pen.restore();

    pen.fillStyle = colours.ink;
    pen.textBaseline = 'middle';
    const step = Math.ceil(READABLE / this.size);
    pen.font = `${Math.min(12, Math.max(9, this.size - 2))}px system-ui, sans-serif`;
    pen.save();
    pen.beginPath();
    pen.rect(0, ROOM_ABOVE, ROOM_LEFT, height);
    pen.clip();
    for (let row = firstRow - (firstRow % step); row < lastRow; row += step) {
      const { label, total } = rows[row]!;
      pen.textAlign = 'left';
      pen.fillText(cut(pen, label, ROOM_LEFT - 60), 8, y(row) + this.size / 2);
      pen.textAlign = 'right';
      pen.fillText(total, ROOM_LEFT - 8, y(row) + this.size / 2);
    }
    pen.restore();
    pen.save();
    pen.beginPath();
    pen.rect(ROOM_LEFT, 0, width, ROOM_ABOVE);
    pen.clip();
    pen.textAlign = 'left';
    for (let column = firstColumn - (firstColumn % step); column < lastColumn; column += step) {
      pen.save();
      pen.translate(x(column) + this.size / 2, ROOM_ABOVE - 8);
      pen.rotate(-Math.PI / 2.4);
      const { label, total } = columns[column]!;
      pen.fillText(cut(pen, `${label}  ${total}`, ROOM_ABOVE - 14), 0, 0);
      pen.restore();
    }
    pen.restore();
    pen.textAlign = 'left';
    pen.fillText('from ↓   to →', 8, ROOM_ABOVE - 12);
  }

  private inSight(scrolled: number, room: number, count: number): [number, number] {
    const first = Math.max(0, Math.floor(scrolled / this.size));
    return [Math.min(first, count), Math.min(count, Math.ceil((scrolled + room) / this.size))];
  }

  private at(event: MouseEvent): { row: number; column: number } {
    const { left, top } = this.canvas.getBoundingClientRect();
    const { scrollLeft, scrollTop } = this.scroller;
    const [x, y] = [event.clientX - left, event.clientY - top];
    return {
      row: y < ROOM_ABOVE ? -1 : Math.floor((y - ROOM_ABOVE + scrollTop) / this.size),
      column: x < ROOM_LEFT ? -1 : Math.floor((x - ROOM_LEFT + scrollLeft) / this.size),
    };
  }

  private clicked(event: MouseEvent): void {
    const { row, column } = this.at(event);
    const { rows, columns, open, openRow } = this.grid;
    if (row >= rows.length || column >= columns.length) return;
    if (row >= 0 && column >= 0) {
      this.moveTo(row, column);
      open(row, column);
    } else if (row >= 0) {
      openRow?.(row);
    }
  }

  private hovered(event: MouseEvent): void {
    const { row, column } = this.at(event);
    const { rows, columns, describe } = this.grid;
    const isCell = row >= 0 && column >= 0 && row < rows.length && column < columns.length;
    this.canvas.title = isCell ? describe(row, column) : row >= 0 && row < rows.length ? rows[row]!.label : '';
  }

  private pressed(event: KeyboardEvent): void {
    const { row, column } = this.cursor;
    const page = event.ctrlKey ? 10 : 1;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowUp: () => this.moveTo(row - page, column),
      ArrowDown: () => this.moveTo(row + page, column),
      ArrowLeft: () => this.moveTo(row, column - page),
      ArrowRight: () => this.moveTo(row, column + page),
      Home: () => this.moveTo(row, 0),
      End: () => this.moveTo(row, this.grid.columns.length - 1),
      Enter: () => this.grid.open(row, column),
      '+': () => this.zoom(2),
      '-': () => this.zoom(-2),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  private moveTo(row: number, column: number): void {
    const { rows, columns, describe } = this.grid;
    if (rows.length === 0 || columns.length === 0) return;
    this.cursor = {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      column: Math.max(0, Math.min(columns.length - 1, column)),
    };
    this.live.textContent = describe(this.cursor.row, this.cursor.column);
    const [x, y] = [this.cursor.column * this.size, this.cursor.row * this.size];
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = this.scroller;
    const into = (at: number, from: number, room: number) =>
      at < from ? at : at + this.size > from + room ? at + this.size - room : from;
    this.scroller.scrollTo(
      into(x, scrollLeft, clientWidth - ROOM_LEFT - 20),
      into(y, scrollTop, clientHeight - ROOM_ABOVE - 20),
    );
    this.later();
  }
}

function line(pen: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

/** A text that is no wider than this, with its end cut off if it must be. */
function cut(pen: CanvasRenderingContext2D, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  let length = Math.floor((text.length * width) / pen.measureText(text).width);
  while (length > 1 && pen.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}
