import { Changes, containsPorts } from './changes';
import { button, element, fill, plural, shown } from './dom';
import { download, matrixSvg } from './export';
import { bubbles, neighbours } from './graph';
import type { Cell, Grid, GridLine } from './grid';
import { legend } from './legend';
import { Matrix } from './matrix';
import { Names } from './names';
import { Panel } from './panel';
import { Relation, SpaceCells, Verdict } from './relation';
import { START, State, hashOf, portIn, stateIn } from './state';
import { Table, TableRow } from './table';
import type { MapData } from '../../src/report/map/map-data';

/** More rows than these nobody reads, and fewer fit into the memory of a page. */
const MOST_ROWS = 50_000;
const SUGGESTED = 40;

/** The page. */
export class App {
  private readonly relation: Relation;
  private readonly names: Names;
  private readonly changes: Changes | undefined;
  private readonly panel: Panel;
  private readonly matrix = new Matrix();
  private readonly table = new Table(['From', 'To', 'Ports', 'Verdict']);
  private readonly graph = element('div', { class: 'graph' });
  private readonly view = element('div', { class: 'view' });
  private readonly trail = element('nav', { class: 'trail', 'aria-label': 'Where you are' });
  private readonly aside = element('aside', { 'aria-live': 'polite', 'aria-label': 'Explanation' });
  private readonly found = element('datalist', { id: 'found' });
  private readonly controls: Readonly<Record<'search' | 'port' | 'label', HTMLInputElement>>;
  private readonly viewButtons: Readonly<Record<State['view'], HTMLButtonElement>>;
  private readonly changedBox = element('input', { type: 'checkbox', id: 'changed' });
  private readonly contains: (a: number, b: number) => boolean;
  private state: State = START;
  private drawn = '';
  private cells?: SpaceCells;
  private totals?: { readonly canReach: Int32Array; readonly reachableBy: Int32Array };
  private grid?: Grid;

  public constructor(private readonly data: MapData) {
    this.relation = new Relation(data);
    this.names = new Names(this.relation);
    this.changes = data.changes && new Changes(data.changes, this.relation.count);
    this.contains = containsPorts(data.ports.intervals);
    this.panel = new Panel(this.relation, this.names, this.changes, (from, to) =>
      this.go({ from: this.names.raw(from), to: to === undefined ? '' : this.names.raw(to) }),
    );
    const input = (name: string, hint: string, list?: string) =>
      element('input', { type: 'search', name, placeholder: hint, autocomplete: 'off', ...(list ? { list } : {}) });
    this.controls = {
      search: input('search', 'namespace or workload', 'found'),
      port: input('port', 'TCP/443'),
      label: input('label', 'app=web'),
    };
    this.viewButtons = {
      matrix: button('Matrix', () => this.go({ view: 'matrix' })),
      graph: button('Graph', () => this.go({ view: 'graph' })),
      table: button('Table', () => this.go({ view: 'table' })),
    };
  }

  public start(): void {
    const { data, relation } = this;
    const workloads = relation.count - relation.spaces[relation.outside]!.length;
    document.title = `netpol map: ${shown(data.title)}`;
    fill(
      document.body,
      element(
        'header',
        {},
        element('h1', {}, `Who can reach whom: ${shown(data.title)}`),
        element(
          'p',
          {},
          `${plural(workloads, 'workload')} in ${plural(relation.outside, 'namespace')}, ${plural(data.policies.length, 'policy')}.`,
          data.changes
            ? ` Compared with ${shown(data.changes.oldTitle)}: ${plural(this.changes!.count, 'pair')} changed.`
            : '',
          data.asOf === undefined ? '' : ` As of ${data.asOf}.`,
          data.redacted
            ? ' Names, labels and addresses are hashes.'
            : ' This file holds names, labels, addresses and where policies are written.',
        ),
        ...data.notes.map((note) => element('p', {}, shown(note))),
        this.tools(),
      ),
      element('main', {}, this.view, this.aside),
      legend(data.changes !== undefined, data.observed !== undefined),
    );
    window.addEventListener('hashchange', () => this.render());
    window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.matrix.redraw());
    this.render();
  }

  private tools(): HTMLElement {
    const { search, port, label } = this.controls;
    search.addEventListener('input', () => this.suggest(search.value));
    search.addEventListener('change', () => this.search(search.value));
    port.addEventListener('change', () => this.go({ port: port.value.trim() }));
    label.addEventListener('change', () => this.go({ label: label.value.trim() }));
    this.changedBox.addEventListener('change', () => this.go({ changed: this.changedBox.checked }));
    const field = (text: string, control: HTMLElement) => element('label', {}, text, control);
    return element(
      'div',
      { class: 'tools', role: 'search' },
      field('Find', search),
      this.found,
      field('Port', port),
      field('Label', label),
      element('span', { role: 'group', 'aria-label': 'View' }, ...Object.values(this.viewButtons)),
      ...(this.changes
        ? [element('span', {}, this.changedBox, element('label', { for: 'changed' }, 'only what changed'))]
        : []),
      button('CSV', () => download('netpol-map.csv', 'text/csv', this.csv())),
      button('SVG', () => download('netpol-map.svg', 'image/svg+xml', this.svg())),
      button('Print', () => window.print()),
    );
  }

  private go(change: Partial<State>): void {
    const next = hashOf({ ...this.state, ...change });
    if (next === location.hash || (next === '#' && location.hash === '')) return;
    location.hash = next;
  }

  private render(): void {
    const state = stateIn(location.hash);
    this.state = state;
    const { port, label } = this.controls;
    port.value = state.port;
    label.value = state.label;
    this.changedBox.checked = state.changed;
    const wrongPort = state.port !== '' && portIn(state.port) === undefined;
    port.setAttribute('aria-invalid', String(wrongPort));
    for (const [view, one] of Object.entries(this.viewButtons)) {
      one.setAttribute('aria-pressed', String(view === state.view));
    }
    const { from, to, ...picture } = state;
    const asked = hashOf({ ...START, ...picture, ...(state.view === 'graph' ? { from } : {}) });
    if (asked !== this.drawn) {
      this.relation.lookAt(portIn(state.port));
      this.cells = undefined;
      this.totals = undefined;
      this.drawn = asked;
      this.draw();
    }
    this.explain(from, to, wrongPort);
  }

  private explain(from: string, to: string, wrongPort: boolean): void {
    const [a, b] = [this.names.find(from), this.names.find(to)];
    const missing = [...(from !== '' && a === undefined ? [from] : []), ...(to !== '' && b === undefined ? [to] : [])];
    const notes = [
      ...(wrongPort ? [`${this.state.port} is no port; write 443, TCP/443 or UDP/53.`] : []),
      ...missing.map((name) => `${shown(name)} is not in this map.`),
    ].map((text) => element('p', { class: 'answer undefined' }, text));
    const answer = a === undefined ? this.overview() : b === undefined ? this.panel.one(a) : this.panel.pair(a, b);
    fill(this.aside, ...notes, ...answer);
    this.aside.scrollTo(0, 0);
  }

  private overview(): Node[] {
    const { reachableBy } = this.allTotals();
    const workloads = [...reachableBy.keys()].filter((end) => !this.relation.isOutside(end));
    const most = workloads.sort((x, y) => reachableBy[y]! - reachableBy[x]! || x - y).slice(0, 15);
    return [
      element('h2', {}, 'How to read it'),
      element(
        'p',
        {},
        'Rows send, columns receive. A filled square is allowed, an empty one is denied, a diamond depends on what the manifests do not tell. Open a cell of namespaces to see their workloads, and a cell of workloads to see why.',
      ),
      element('h3', {}, 'Reachable by most'),
      element(
        'ol',
        { class: 'plain' },
        ...most.map((end) =>
          element(
            'li',
            {},
            button(this.names.of(end), () => this.go({ from: this.names.raw(end), to: '' })),
            ` ${plural(reachableBy[end]!, 'end')}`,
          ),
        ),
      ),
    ];
  }

  private draw(): void {
    const { view, rows, columns } = this.state;
    this.grid = rows === '' ? this.spaceGrid() : this.workloadGrid();
    const trail = [
      rows === ''
        ? element('p', {}, 'All namespaces')
        : element(
            'p',
            {},
            button('All namespaces', () => this.go({ rows: '', columns: '' })),
            ` › ${spaceText(rows)} → ${spaceText(columns)}`,
          ),
      ...(view === 'matrix'
        ? [button('Larger', () => this.matrix.zoom(2)), button('Smaller', () => this.matrix.zoom(-2))]
        : []),
      ...(rows === '' ? [button('All workloads', () => this.go({ rows: '*', columns: '*' }))] : []),
    ];
    fill(this.trail, ...trail);
    const body = { matrix: this.matrix.root, table: this.table.root, graph: this.graph }[view];
    // What is put into the page anew loses the focus, and whoever uses the keyboard their place.
    const hadFocus = body.contains(document.activeElement);
    fill(this.view, this.trail, body);
    if (hadFocus) body.focus();
    if (view === 'matrix') this.matrix.show(this.grid);
    if (view === 'table') this.table.show(this.tableRows());
    if (view === 'graph') fill(this.graph, this.drawing());
  }

  private allTotals() {
    return (this.totals ??= this.relation.totals());
  }

  private hasLabel(end: number): boolean {
    const { label } = this.state;
    if (label === '') return true;
    const own = this.data.labels[this.data.ends.labels[end]!];
    return own !== undefined && own.includes(label);
  }

  /** The ends of a namespace, or all, that have the label asked for; then those outside. */
  private endsOf(space: string): number[] {
    const { relation } = this;
    const outside = relation.spaces[relation.outside]!;
    if (space === '*') {
      return [...Array(relation.count).keys()].filter((end) => relation.isOutside(end) || this.hasLabel(end));
    }
    const known = this.names.findSpace(space);
    if (known === undefined) return [];
    const own = relation.spaces[known]!;
    return known === relation.outside ? [...own] : [...own.filter((end) => this.hasLabel(end)), ...outside];
  }

  private spaceGrid(): Grid {
    const { relation, names, data } = this;
    this.cells ??= relation.spaceCells();
    const { pairs, allowed, undefined: open } = this.cells;
    const { length } = data.spaces;
    const changed = this.changedSpaces();
    const spaces = [...data.spaces.keys()].filter(
      (space) => space === relation.outside || relation.spaces[space]!.some((end) => this.hasLabel(end)),
    );
    const lines = spaces.map((space): GridLine => ({
      label: names.space(space),
      total: String(relation.spaces[space]!.length),
      first: space === relation.outside,
    }));
    const at = (row: number, column: number) => spaces[row]! * length + spaces[column]!;
    const cell = (row: number, column: number): Cell => {
      const key = at(row, column);
      const change = changed.get(key);
      const marks = change === undefined ? {} : { change };
      if (this.state.changed && change === undefined) return { kind: pairs[key] === 0 ? 'none' : 'denied' };
      if (pairs[key] === 0) return { kind: 'none', ...marks };
      if (allowed[key] === pairs[key]) return { kind: 'allowed', ...marks };
      if (allowed[key]! > 0) return { kind: 'partly', ...marks };
      return { kind: open[key]! > 0 ? 'undefined' : 'denied', ...marks };
    };
    const describe = (row: number, column: number) => {
      const key = at(row, column);
      const change = changed.get(key);
      return `${lines[row]!.label} to ${lines[column]!.label}: ${allowed[key]} of ${plural(pairs[key]!, 'pair')} allowed${open[key]! > 0 ? `, for ${open[key]} it depends` : ''}${change ? `; ${changeWord(change)}` : ''}`;
    };
    const open2 = (row: number, column: number) =>
      this.go({ rows: data.spaces[spaces[row]!]!, columns: data.spaces[spaces[column]!]!, from: '', to: '' });
    return { rows: lines, columns: lines, cell, describe, open: open2 };
  }

  private changedSpaces(): Map<number, 'opens' | 'closes' | 'both'> {
    const found = new Map<number, 'opens' | 'closes' | 'both'>();
    const { changes, data } = this;
    if (!changes) return found;
    const { length } = data.spaces;
    for (const [from, to] of changes.pairs()) {
      const kind = changes.kindOf(changes.between(from, to), this.contains);
      if (kind === undefined) continue;
      const key = data.ends.space[from]! * length + data.ends.space[to]!;
      const known = found.get(key);
      found.set(key, known === undefined || known === kind ? kind : 'both');
    }
    return found;
  }

  private workloadGrid(): Grid {
    const { relation, names, changes } = this;
    const [rows, columns] = [this.endsOf(this.state.rows), this.endsOf(this.state.columns)];
    const { canReach, reachableBy } = this.allTotals();
    const lines = (ends: readonly number[], totals: Int32Array) =>
      ends.map((end, index): GridLine => {
        const previous = index === 0 ? undefined : this.data.ends.space[ends[index - 1]!];
        return {
          label: this.state.rows === '*' ? names.of(end) : names.short(end),
          total: String(totals[end]),
          first: previous !== undefined && previous !== this.data.ends.space[end],
        };
      });
    const cell = (row: number, column: number): Cell => {
      const [from, to] = [rows[row]!, columns[column]!];
      const found = changes?.between(from, to) ?? [];
      const change = changes && changes.kindOf(found, this.contains);
      const verdict = relation.verdict(from, to);
      if (this.state.changed && change === undefined) return { kind: verdict === Verdict.NONE ? 'none' : 'denied' };
      return { kind: KINDS[verdict], ...(change === undefined ? {} : { change }) };
    };
    const describe = (row: number, column: number) => this.sentence(rows[row]!, columns[column]!);
    return {
      rows: lines(rows, canReach),
      columns: lines(columns, reachableBy),
      cell,
      describe,
      open: (row, column) => this.go({ from: names.raw(rows[row]!), to: names.raw(columns[column]!) }),
      openRow: (row) => this.go({ from: names.raw(rows[row]!), to: '' }),
    };
  }

  private sentence(from: number, to: number): string {
    const { relation, names, data } = this;
    const text = (ports: number) => (ports === -1 ? '' : ` on ${data.ports.text[ports]}`);
    const words = {
      [Verdict.NONE]: 'the same, or both outside',
      [Verdict.DENIED]: 'denied',
      [Verdict.ALLOWED]: `allowed${text(relation.allowedPorts(from, to))}`,
      [Verdict.UNDEFINED]: `it depends${text(relation.undefinedPorts(from, to))}`,
    };
    return `${names.of(from)} to ${names.of(to)}: ${words[relation.verdict(from, to)]}`;
  }

  private pairsInView(): { pairs: (readonly [number, number])[]; complete: boolean } {
    const { relation, state } = this;
    const pairs: (readonly [number, number])[] = [];
    const [rows, columns] = [state.rows || '*', state.columns || '*'].map((space) => this.endsOf(space)) as [
      number[],
      number[],
    ];
    const wanted = new Set(columns);
    const add = (from: number, to: number) => {
      if (pairs.length >= MOST_ROWS) return false;
      pairs.push([from, to]);
      return true;
    };
    if (state.changed && this.changes) {
      const sources = new Set(rows);
      for (const [from, to] of this.changes.pairs()) {
        if (sources.has(from) && wanted.has(to) && !add(from, to)) return { pairs, complete: false };
      }
      return { pairs, complete: true };
    }
    for (const from of rows) {
      for (const to of columns) {
        const verdict = relation.verdict(from, to);
        if ((verdict === Verdict.ALLOWED || verdict === Verdict.UNDEFINED) && !add(from, to)) {
          return { pairs, complete: false };
        }
      }
    }
    return { pairs, complete: true };
  }

  private tableRows(): TableRow[] {
    const { pairs, complete } = this.pairsInView();
    const rows = pairs.map(([from, to]) => ({
      cells: this.cellsOf(from, to),
      open: () => this.go({ from: this.names.raw(from), to: this.names.raw(to) }),
    }));
    if (complete) return rows;
    const note = {
      cells: [`The first ${MOST_ROWS.toLocaleString('en')} connections; choose namespaces to see others.`],
      open: () => {},
    };
    return [note, ...rows];
  }

  private cellsOf(from: number, to: number): string[] {
    const { relation, names, data } = this;
    const text = (ports: number) => (ports === -1 ? [] : [data.ports.text[ports]!]);
    const verdict = relation.verdict(from, to);
    const ports =
      verdict === Verdict.UNDEFINED ? text(relation.undefinedPorts(from, to)) : text(relation.allowedPorts(from, to));
    return [names.of(from), names.of(to), ports.join(', '), WORDS[verdict]];
  }

  private drawing(): Node {
    const { relation, names, data } = this;
    const chosen = this.names.find(this.state.from);
    const node = (end: number) => ({
      label: names.of(end),
      note: 'show its neighbours',
      open: () => this.go({ from: names.raw(end), to: '' }),
    });
    if (chosen !== undefined) {
      return neighbours(
        names.of(chosen),
        [...relation.reaching(chosen)].map(node),
        [...relation.reachedFrom(chosen)].map(node),
      );
    }
    this.cells ??= relation.spaceCells();
    const { pairs, allowed, undefined: open } = this.cells;
    const { length } = data.spaces;
    const edges = [...pairs.keys()].flatMap((key) => {
      const share = allowed[key]! / (pairs[key] || 1);
      const isOpen = allowed[key] === 0 && open[key]! > 0;
      return allowed[key]! > 0 || isOpen
        ? [{ from: Math.floor(key / length), to: key % length, weight: share, open: isOpen }]
        : [];
    });
    return bubbles(
      data.spaces.map((space, index) => ({
        label: names.space(index),
        note: plural(relation.spaces[index]!.length, 'end'),
        size: relation.spaces[index]!.length,
        open: () => this.go({ view: 'matrix', rows: space, columns: space }),
      })),
      edges,
    );
  }

  private suggest(text: string): void {
    const wanted = text.toLowerCase();
    const options: string[] = [];
    for (const space of this.data.spaces) {
      if (options.length >= SUGGESTED) break;
      if (space.toLowerCase().includes(wanted)) options.push(space);
    }
    for (let end = 0; end < this.relation.count && options.length < SUGGESTED; end++) {
      const name = this.names.raw(end);
      if (name.toLowerCase().includes(wanted)) options.push(name);
    }
    fill(this.found, ...options.map((value) => element('option', { value })));
  }

  private search(text: string): void {
    const name = text.trim();
    if (this.names.findSpace(name) !== undefined) {
      this.go({ rows: name, columns: name, from: '', to: '' });
    } else if (name !== '') {
      this.go({ from: this.names.find(name) === undefined ? (this.firstLike(name) ?? name) : name, to: '' });
    }
  }

  private firstLike(text: string): string | undefined {
    const wanted = text.toLowerCase();
    for (let end = 0; end < this.relation.count; end++) {
      const name = this.names.raw(end);
      if (name.toLowerCase().includes(wanted)) return name;
    }
    return undefined;
  }

  private csv(): string {
    const quoted = (text: string) => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
    const lines = this.pairsInView().pairs.map(([from, to]) => this.cellsOf(from, to).map(quoted).join(','));
    return `from,to,ports,verdict\r\n${lines.join('\r\n')}\r\n`;
  }

  private svg(): string {
    const drawing = this.state.view === 'graph' ? this.graph.querySelector('svg')! : matrixSvg(this.grid!);
    return new XMLSerializer().serializeToString(drawing);
  }
}

const KINDS = {
  [Verdict.NONE]: 'none',
  [Verdict.DENIED]: 'denied',
  [Verdict.ALLOWED]: 'allowed',
  [Verdict.UNDEFINED]: 'undefined',
} as const;

const WORDS = {
  [Verdict.NONE]: '',
  [Verdict.DENIED]: 'denied',
  [Verdict.ALLOWED]: 'allowed',
  [Verdict.UNDEFINED]: 'it depends',
};

function changeWord(change: 'opens' | 'closes' | 'both'): string {
  return change === 'both' ? 'some opens and some closes' : `something ${change}`;
}

function spaceText(space: string): string {
  return space === '*' ? 'all workloads' : shown(space);
}
