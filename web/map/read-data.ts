import type { MapData } from '../../src/report/map/map-data';

/** The data that the page carries; long data is compressed. */
export async function readData(): Promise<MapData> {
  const block = document.getElementById('data')!;
  const text = block.textContent;
  const json = block.getAttribute('type') === 'application/json' ? text : await unpacked(text);
  return JSON.parse(json) as MapData;
}

async function unpacked(base64: string): Promise<string> {
  if (typeof DecompressionStream === 'undefined') {
    throw new Error('This browser cannot unpack the data of a map this large. Any browser since 2023 can.');
  }
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
