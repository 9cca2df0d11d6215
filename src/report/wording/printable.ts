/** A text from a manifest, safe to print: control characters could rewrite a terminal or a log. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}
