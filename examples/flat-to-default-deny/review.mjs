// What a reviewer changed in the draft, as edits that fail where the draft says something else.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';

const edits = {
  'drafted/namespaces/shop.ts': [
    // The evidence says that it happens; people say why.
    [
      /reason: 'observed [^']*',\n(  }\);\n\n  \/\/ Seen: TCP\/5432, 7)/,
      "reason: 'orders are kept in the database',\n$1",
    ],
    // The bank has one address, on purpose.
    ["owner: 'TODO(owner)'", "owner: 'team-shop'"],
    ["'addresses change; asked for as ledger.bank.example'", "'the bank announces a new address by letter'"],
    // From here on nothing goes in or out that is not written down, the old admin pod with its scan included.
    ['baseline: Baseline.none()', 'baseline: Baseline.denyAll()'],
  ],
  'drafted/namespaces/payments.ts': [['baseline: Baseline.none()', 'baseline: Baseline.denyAll()']],
};

// The test of the draft lists what was open then. This is what is meant to be open from here on.
copyFileSync('reviewed.txt', 'drafted/reachability.test.ts');

for (const [file, changes] of Object.entries(edits)) {
  let text = readFileSync(file, 'utf8');
  for (const [before, after] of changes) {
    const changed = text.replace(before, after);
    if (changed === text) throw new Error(`${file} does not say ${before}.`);
    text = changed;
  }
  writeFileSync(file, text);
}
