/** Says something on stderr. Where nobody can read it, synth goes on: what it writes is its result. */
export function say(text: string): void {
  if (!process.stderr.listeners('error').includes(nobodyListens)) process.stderr.on('error', nobodyListens);
  process.stderr.write(text);
}

function nobodyListens(): void {
  // Without a listener, Node would end the program.
}
