/** What the reader looks at. It stands in the address, so that a link opens what was seen. */
export interface State {
  readonly view: 'matrix' | 'graph' | 'table';
  /** Namespaces whose workloads are rows and columns; empty for namespaces by namespaces. */
  readonly rows: string;
  readonly columns: string;
  /** The ends of the cell that is explained, or one end whose blast radius is shown. */
  readonly from: string;
  readonly to: string;
  /** `TCP/443` */
  readonly port: string;
  readonly label: string;
  /** Show what changed only. */
  readonly changed: boolean;
}

export const START: State = {
  view: 'matrix',
  rows: '',
  columns: '',
  from: '',
  to: '',
  port: '',
  label: '',
  changed: false,
};

export function stateIn(hash: string): State {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const view = asked.get('view');
  return {
    view: view === 'graph' || view === 'table' ? view : 'matrix',
    rows: asked.get('rows') ?? '',
    columns: asked.get('columns') ?? '',
    from: asked.get('from') ?? '',
    to: asked.get('to') ?? '',
    port: asked.get('port') ?? '',
    label: asked.get('label') ?? '',
    changed: asked.get('changed') === 'true',
  };
}

export function hashOf(state: State): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (value !== START[name as keyof State]) asked.set(name, String(value));
  }
  return `#${asked.toString()}`;
}

/** `TCP/443`, `443`; undefined for what is no port. */
export function portIn(text: string): { readonly protocol: number; readonly number: number } | undefined {
  const [, protocol = 'tcp', digits] = /^\s*(?:(tcp|udp|sctp)\s*[/ ]\s*)?(\d{1,5})\s*$/i.exec(text) ?? [];
  const number = Number(digits);
  if (!digits || number < 1 || number > 65535) return undefined;
  return { protocol: ['tcp', 'udp', 'sctp'].indexOf(protocol.toLowerCase()), number };
}
