import { element, fill } from './dom';

export interface TableRow {
  readonly cells: readonly string[];
  readonly open: () => void;
}

const HEIGHT = 30;
const MARGIN = 20;

/** A table of which only what is in sight is in the page; readers of the screen are told how long it is. */
export class Table {
  public readonly root = element('div', { class: 'rows', tabindex: '0', role: 'region', 'aria-label': 'Connections' });
  private rows: readonly TableRow[] = [];
  private readonly body = element('tbody');
  private readonly table: HTMLTableElement;
  private readonly above = element('tr', { 'aria-hidden': 'true' });
  private readonly below = element('tr', { 'aria-hidden': 'true' });

  public constructor(headings: readonly string[]) {
    this.table = element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...headings.map((text) => element('th', { scope: 'col' }, text)))),
      this.body,
    );
    fill(this.root, this.table);
    this.root.addEventListener('scroll', () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  public show(rows: readonly TableRow[]): void {
    this.rows = rows;
    this.table.setAttribute('aria-rowcount', String(rows.length + 1));
    this.root.scrollTo(0, 0);
    this.draw();
  }

  private draw(): void {
    const first = Math.max(0, Math.floor(this.root.scrollTop / HEIGHT) - MARGIN);
    const last = Math.min(this.rows.length, first + Math.ceil(this.root.clientHeight / HEIGHT) + 2 * MARGIN);
    this.above.style.height = `${first * HEIGHT}px`;
    this.below.style.height = `${(this.rows.length - last) * HEIGHT}px`;
    const rows = this.rows.slice(first, last).map(({ cells, open }, index) => {
      const [name, ...others] = cells;
      const link = element('button', { type: 'button' }, name);
      link.addEventListener('click', open);
      const row = element(
        'tr',
        { 'aria-rowindex': String(first + index + 2) },
        element('td', {}, link),
        ...others.map((text) => element('td', {}, text)),
      );
      return row;
    });
    fill(this.body, first > 0 ? this.above : undefined, ...rows, last < this.rows.length ? this.below : undefined);
  }
}
