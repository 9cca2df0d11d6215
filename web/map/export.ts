import { element, shape } from './dom';
import type { Cell, Grid } from './grid';
import { palette } from './paint';

/** Hands a text to the reader as a file. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  element('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const SIDE = 16;
const LEFT = 240;
const ABOVE = 200;
/** A larger drawing is of no use on paper. */
const MOST_LINES = 300;

/** A matrix as a drawing that stands by itself. */
export function matrixSvg({ rows, columns, cell }: Grid): SVGElement {
  const [lines, across] = [rows.slice(0, MOST_LINES), columns.slice(0, MOST_LINES)];
  const [width, height] = [LEFT + across.length * SIDE + 20, ABOVE + lines.length * SIDE + 20];
  const colours = palette();
  const drawing = shape('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, sans-serif',
    'font-size': 11,
    fill: colours.ink,
  }) as SVGElement;
  drawing.append(shape('rect', { width, height, fill: colours.paper }));
  lines.forEach(({ label }, row) => {
    drawing.append(shape('text', { x: LEFT - 6, y: ABOVE + row * SIDE + 12, 'text-anchor': 'end' }, label));
    across.forEach((_, column) => {
      const [x, y] = [LEFT + column * SIDE, ABOVE + row * SIDE];
      drawing.append(...cellShapes(cell(row, column), x, y, colours));
    });
  });
  across.forEach(({ label }, column) => {
    const x = LEFT + column * SIDE + 12;
    drawing.append(shape('text', { transform: `translate(${x} ${ABOVE - 6}) rotate(-75)` }, label));
  });
  return drawing;
}

function cellShapes({ kind, change }: Cell, x: number, y: number, colours: ReturnType<typeof palette>): Element[] {
  if (kind === 'none') return [];
  const side = SIDE - 2;
  const square = (fill: string) => shape('rect', { x, y, width: side, height: side, fill });
  const triangle = (points: string, fill: string) => shape('polygon', { points, fill });
  const [right, bottom, middle] = [x + side, y + side, side / 2];
  const shapes = [square(kind === 'allowed' ? colours.allowed : colours.denied)];
  if (kind === 'partly') shapes.push(triangle(`${x},${bottom} ${right},${bottom} ${right},${y}`, colours.allowed));
  if (kind === 'undefined') {
    shapes.push(
      triangle(
        `${x + middle},${y} ${right},${y + middle} ${x + middle},${bottom} ${x},${y + middle}`,
        colours.undefined,
      ),
    );
  }
  if (change && change !== 'closes') shapes.push(triangle(`${x},${y} ${x + 8},${y} ${x},${y + 8}`, colours.opens));
  if (change && change !== 'opens') {
    shapes.push(triangle(`${right},${bottom} ${right - 8},${bottom} ${right},${bottom - 8}`, colours.closes));
  }
  return shapes;
}
