import type { Cell } from './grid';

/** Colours that people who see few colours can tell apart (Okabe and Ito); each has a shape of its own as well. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly line: string;
  readonly denied: string;
  readonly allowed: string;
  readonly undefined: string;
  readonly opens: string;
  readonly closes: string;
}

const NAMES = ['paper', 'ink', 'line', 'denied', 'allowed', 'undefined', 'opens', 'closes'] as const;

/** The colours of the style sheet, which knows whether the page is dark. */
export function palette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const entries = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(entries) as unknown as Palette;
}

export function drawCell(
  pen: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  { kind, change, seen, unused }: Cell,
  colours: Palette,
): void {
  const gap = size > 8 ? 1 : 0;
  const [left, top, side] = [x + gap, y + gap, size - 2 * gap];
  if (kind === 'none') return;
  if (kind === 'denied') {
    pen.fillStyle = colours.denied;
    pen.fillRect(left, top, side, side);
  } else if (kind === 'undefined') {
    pen.fillStyle = colours.denied;
    pen.fillRect(left, top, side, side);
    pen.fillStyle = colours.undefined;
    polygon(
      pen,
      [left + side / 2, top],
      [left + side, top + side / 2],
      [left + side / 2, top + side],
      [left, top + side / 2],
    );
  } else if (kind === 'partly') {
    pen.fillStyle = colours.denied;
    pen.fillRect(left, top, side, side);
    pen.fillStyle = colours.allowed;
    polygon(pen, [left, top + side], [left + side, top + side], [left + side, top]);
  } else {
    pen.fillStyle = colours.allowed;
    pen.fillRect(left, top, side, side);
  }
  if (unused) hatch(pen, left, top, side, colours.paper);
  if (seen) {
    pen.fillStyle = colours.ink;
    pen.beginPath();
    pen.arc(left + side / 2, top + side / 2, Math.max(1, side / 6), 0, 2 * Math.PI);
    pen.fill();
  }
  if (!change) return;
  const corner = side / 2;
  if (change !== 'closes') {
    pen.fillStyle = colours.opens;
    polygon(pen, [left, top], [left + corner, top], [left, top + corner]);
  }
  if (change !== 'opens') {
    pen.fillStyle = colours.closes;
    polygon(pen, [left + side, top + side], [left + side - corner, top + side], [left + side, top + side - corner]);
  }
}

function polygon(pen: CanvasRenderingContext2D, ...points: readonly (readonly [number, number])[]): void {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.fill();
}

function hatch(pen: CanvasRenderingContext2D, left: number, top: number, side: number, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let at = 3; at < 2 * side; at += 4) {
    pen.moveTo(left + Math.max(0, at - side), top + Math.min(at, side));
    pen.lineTo(left + Math.min(at, side), top + Math.max(0, at - side));
  }
  pen.stroke();
}
