const round = (value, digits) => (value === undefined ? '' : value.toFixed(digits));

/** Prints the rows of a bench for people: seconds, the baseline's, their ratio, memory and what was measured. */
export function printTable(bench, rows) {
  const lines = [
    ['', 'seconds', 'baseline', 'ratio', 'peak MiB', 'size'],
    ...rows.map(({ name, seconds, baselineSeconds, ratio, peakRssMiB, size }) => [
      name,
      round(seconds, 3),
      round(baselineSeconds, 3),
      round(ratio, 2),
      round(peakRssMiB, 0),
      Object.entries(size ?? {})
        .map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
        .join(', '),
    ]),
  ];
  const widths = lines[0].map((_cell, column) => Math.max(...lines.map((line) => line[column].length)));
  console.log(`bench ${bench}\n`);
  for (const line of lines) {
    console.log(line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
  }
}
