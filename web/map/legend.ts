import { element, shape } from './dom';

/** What the shapes mean. */
export function legend(hasChanges: boolean, hasTraffic: boolean): HTMLElement {
  const item = (text: string, ...shapes: SVGElement[]) =>
    element('li', {}, shape('svg', { viewBox: '0 0 14 14', 'aria-hidden': 'true' }, ...shapes) as Node as Node, text);
  const square = (colour: string) => shape('rect', { width: 14, height: 14, fill: `var(--${colour})` }) as SVGElement;
  const corner = (points: string, colour: string) =>
    shape('polygon', { points, fill: `var(--${colour})` }) as SVGElement;
  return element(
    'ul',
    { class: 'legend', 'aria-label': 'Legend' },
    item('allowed', square('allowed')),
    item('some of it allowed', square('denied'), corner('0,14 14,14 14,0', 'allowed')),
    item('it depends', square('denied'), corner('7,0 14,7 7,14 0,7', 'undefined')),
    item('denied', square('denied')),
    ...(hasChanges
      ? [
          item('opens', square('denied'), corner('0,0 9,0 0,9', 'opens')),
          item('closes', square('denied'), corner('14,14 5,14 14,5', 'closes')),
        ]
      : []),
    ...(hasTraffic
      ? [
          item(
            'seen in traffic',
            square('allowed'),
            shape('circle', { cx: 7, cy: 7, r: 3, fill: 'var(--ink)' }) as SVGElement,
          ),
        ]
      : []),
  );
}
