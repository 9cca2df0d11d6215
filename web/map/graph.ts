import { shape } from './dom';

export interface GraphNode {
  readonly label: string;
  readonly note: string;
  readonly open: () => void;
}

const ROW = 26;
const COLUMN = 300;
/** More neighbours than these are counted and not drawn. */
const MOST = 60;

/** One workload with who calls it on the left and whom it calls on the right. */
export function neighbours(centre: string, callers: readonly GraphNode[], called: readonly GraphNode[]): SVGElement {
  const [left, right] = [callers.slice(0, MOST), called.slice(0, MOST)];
  const lines = Math.max(
    left.length + (callers.length > MOST ? 1 : 0),
    right.length + (called.length > MOST ? 1 : 0),
    1,
  );
  const height = lines * ROW + 70;
  const width = 3 * COLUMN;
  const middle = 40 + (Math.min(lines, 12) * ROW) / 2;
  const drawing = shape('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'group',
    'aria-label': `Neighbours of ${centre}`,
  }) as SVGElement;
  const side = (nodes: readonly GraphNode[], all: number, isLeft: boolean) => {
    nodes.forEach((node, index) => {
      const y = 52 + index * ROW;
      drawing.append(curve(isLeft ? COLUMN - 20 : 2 * COLUMN - 60, y, middle, isLeft));
      drawing.append(label(node, isLeft ? COLUMN - 26 : 2 * COLUMN - 54, y, isLeft));
    });
    if (all <= MOST) return;
    const y = 52 + nodes.length * ROW;
    drawing.append(text(`and ${all - MOST} more`, isLeft ? COLUMN - 26 : 2 * COLUMN - 54, y, isLeft));
  };
  side(left, callers.length, true);
  side(right, called.length, false);
  drawing.append(
    text(`${callers.length} may call it`, COLUMN - 26, 16, true),
    text(`it may call ${called.length}`, 2 * COLUMN - 54, 16, false),
    shape('rect', {
      x: COLUMN + 20,
      y: middle - 16,
      width: 220,
      height: 32,
      rx: 6,
      fill: 'var(--panel)',
      stroke: 'var(--ink)',
    }),
    shape(
      'text',
      { x: COLUMN + 130, y: middle + 4, 'text-anchor': 'middle' },
      centre.length > 34 ? `${centre.slice(0, 33)}…` : centre,
    ),
  );
  return drawing;
}

export interface Bubble extends GraphNode {
  readonly size: number;
}

export interface BubbleEdge {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly open: boolean;
}

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Namespaces as bubbles, those with most connections in the middle. Where each stands follows from the data alone: the
 * same map is the same picture, and two maps can be laid beside each other.
 */
export function bubbles(nodes: readonly Bubble[], edges: readonly BubbleEdge[]): SVGElement {
  const weight = nodes.map(() => 0);
  for (const { from, to } of edges) {
    weight[from]!++;
    weight[to]!++;
  }
  const order = nodes.map((_, index) => index).sort((a, b) => weight[b]! - weight[a]! || a - b);
  const radius = (index: number) => 10 + 4 * Math.sqrt(nodes[index]!.size);
  const step = 1.15 * Math.max(...order.map(radius), 30);
  const places = nodes.map(() => ({ x: 0, y: 0 }));
  order.forEach((index, rank) => {
    const [angle, distance] = [rank * GOLDEN_ANGLE, step * 1.5 * Math.sqrt(rank)];
    places[index] = { x: Math.cos(angle) * distance * 1.3, y: Math.sin(angle) * distance };
  });
  const xs = places.map(({ x }) => x);
  const ys = places.map(({ y }) => y);
  const most = (list: readonly number[]) => list.reduce((a, b) => Math.max(a, b), 0);
  const [halfWidth, halfHeight] = [most(xs.map(Math.abs)) + 160, most(ys.map(Math.abs)) + 90];
  const drawing = shape('svg', {
    width: 2 * halfWidth,
    height: 2 * halfHeight,
    viewBox: `${-halfWidth} ${-halfHeight} ${2 * halfWidth} ${2 * halfHeight}`,
    role: 'group',
    'aria-label': 'Namespaces and their connections',
  }) as SVGElement;
  for (const { from, to, weight: share, open } of edges) {
    if (from === to) continue;
    const [a, b] = [places[from]!, places[to]!];
    const bend = { x: (a.x + b.x) / 2 + (b.y - a.y) / 8, y: (a.y + b.y) / 2 - (b.x - a.x) / 8 };
    drawing.append(
      shape('path', {
        d: `M${a.x},${a.y} Q${bend.x},${bend.y} ${b.x},${b.y}`,
        fill: 'none',
        stroke: open ? 'var(--undefined)' : 'var(--allowed)',
        'stroke-width': 0.8 + 3 * share,
        'stroke-dasharray': open ? '5 4' : 'none',
        opacity: 0.55,
      }),
    );
  }
  nodes.forEach((node, index) => {
    const { x, y } = places[index]!;
    const circle = shape('circle', {
      cx: x,
      cy: y,
      r: radius(index),
      fill: 'var(--panel)',
      stroke: 'var(--ink)',
      class: 'node',
    });
    drawing.append(circle, label(node, x, y, undefined));
    circle.addEventListener('click', node.open);
  });
  return drawing;
}

function label({ label: name, note, open }: GraphNode, x: number, y: number, isLeft: boolean | undefined): Element {
  const cut = name.length > 36 ? `${name.slice(0, 35)}…` : name;
  const made = text(cut, x, y, isLeft);
  made.append(shape('title', {}, `${name}\n${note}`));
  made.setAttribute('tabindex', '0');
  made.setAttribute('role', 'button');
  made.setAttribute('aria-label', `${name}, ${note}`);
  made.setAttribute('cursor', 'pointer');
  made.addEventListener('click', open);
  made.addEventListener('keydown', (event) => (event as KeyboardEvent).key === 'Enter' && open());
  return made;
}

function text(content: string, x: number, y: number, isLeft: boolean | undefined): Element {
  const anchor = isLeft === undefined ? 'middle' : isLeft ? 'end' : 'start';
  return shape('text', { x, y: y + 4, 'text-anchor': anchor }, content);
}

function curve(x: number, y: number, middle: number, isLeft: boolean): Element {
  const end = isLeft ? COLUMN + 20 : COLUMN + 240;
  const turn = (x + end) / 2;
  return shape('path', {
    d: `M${x},${y} C${turn},${y} ${turn},${middle} ${end},${middle}`,
    fill: 'none',
    stroke: 'var(--allowed)',
    'stroke-width': 1.2,
    opacity: 0.7,
  });
}
