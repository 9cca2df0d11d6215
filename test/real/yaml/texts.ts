import fc from 'fast-check';

/** What every text begins with, so that it is an object for both readers. */
export const HEAD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n';

/** Pieces of YAML that readers are known to differ on. */
const PIECES = [
  ...['a', 'b', 'key', 'web', ' ', '  ', '    ', '\t', '\n', '\n  ', '\n    ', '\r', '\r\n', '\n\n'],
  ...[
    ': ',
    ':',
    ':\n',
    '- ',
    '-',
    '? ',
    '?',
    ', ',
    ',',
    '{',
    '}',
    '[',
    ']',
    '{}',
    '[]',
    '#',
    ' # c',
    '|',
    '>',
    '|-',
    '>+',
  ],
  ...[
    '|2',
    '>1-',
    "'",
    '"',
    "''",
    '""',
    '\\n',
    '\\x41',
    '\\u00e9',
    '\\/',
    '\\',
    '&x ',
    '*x',
    '&x',
    '<<: ',
    '<<: *x',
    '!',
    '!!',
  ],
  ...[
    '!!binary ',
    '!!str ',
    '!!int ',
    '!!float ',
    '!!bool ',
    '!!null ',
    '!!map ',
    '!!seq ',
    '!!set ',
    '!!omap ',
    '!x ',
    '!<x> ',
  ],
  ...[
    '---',
    '\n---\n',
    '\n--- ',
    '\n...\n',
    '\n... ',
    '%YAML 1.1\n',
    '%YAML 1.2\n',
    '%TAG ! x\n',
    '\n%a\n',
    '@',
    '`',
    '=',
    '~',
    '<<',
  ],
  ...['\u2028', '\u2029', '\u0085', '\ufeff', '\u00a0', '\u0000', '\u0007', '\u007f', '\ud83d\ude00', 'é'],
  ...[
    'd2Vi',
    '0x1F',
    '0o17',
    '017',
    '1e3',
    'e1',
    '1_000',
    '.5',
    '5.',
    '+80',
    '-0',
    '.inf',
    '.nan',
    '0b11',
    '190:20:30',
    '1.10',
  ],
  ...[
    'y',
    'n',
    'yes',
    'no',
    'on',
    'off',
    'true',
    'False',
    'null',
    'Null',
    '2024-01-01',
    '2001-12-14t21:59:43.10-05:00',
    '1e400',
  ],
  ...[`\n---\n${HEAD}`, '\nspec:\n', '\nspec: ', 'apiVersion: v1', 'kind: Pod'],
];

/** Plain scalars: what could be a number, a boolean, null, a date or a text. */
const scalar = fc.oneof(
  fc.string({
    unit: fc.constantFrom(...'+-._0123456789abefoxnyABEFOXNYtrulsTRULS:~<=TZ '),
    minLength: 1,
    maxLength: 8,
  }),
  fc
    .tuple(
      fc.constantFrom('', '+', '-', '--', '_'),
      fc.constantFrom('', '0', '00', '0x', '0X', '0o', '0O', '0b', '0B', '.', '1', '1_', '1.'),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF_.eE+-:'), maxLength: 6 }),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    ...[
      'y',
      'Y',
      'n',
      'N',
      'yes',
      'Yes',
      'YES',
      'yEs',
      'no',
      'on',
      'On',
      'ON',
      'off',
      'true',
      'True',
      'tRue',
      'null',
      'Null',
    ],
    ...[
      'NULL',
      'nULL',
      '~',
      '',
      '.inf',
      '-.inf',
      '+.INF',
      '.Inf',
      '.nan',
      '.NaN',
      '.NAN',
      'inf',
      'nan',
      'Infinity',
      'NaN',
      '<<',
      '=',
    ],
    ...['2024-01-01', '2024-1-1', '2001-12-14 21:59:43', '2001-12-14t21:59:43.10-05:00', '190:20:30', '1:1', '0:0:0.5'],
    ...[
      '9223372036854775807',
      '9223372036854775808',
      '18446744073709551615',
      '18446744073709551616',
      '1e308',
      '1e309',
      '-1e400',
    ],
    ...[
      '0x7FFFFFFFFFFFFFFF',
      '0xFFFFFFFFFFFFFFFFFF',
      '0b1111',
      '-0b11',
      '-0x10',
      '+0x10',
      '0o',
      '0x',
      '0b',
      '08',
      '09',
      '-010',
    ],
  ),
);

const tag = fc.constantFrom(
  '',
  '',
  '',
  '',
  '!!str ',
  '!!int ',
  '!!float ',
  '!!bool ',
  '!!null ',
  '!!binary ',
  '!!timestamp ',
  '! ',
  '!x ',
  '!!x ',
);

/** One scalar in each place where one can stand: value, key, item, and the same inside brackets. */
const scalarText = fc.tuple(tag, scalar, fc.integer({ min: 0, max: 7 })).map(([t, s, place]) => {
  const v = `${t}${s}`;
  const forms = [
    `spec:\n  k: ${v}\n`,
    `spec:\n  ${v}: k\n`,
    `spec:\n  - ${v}\n`,
    `spec: {k: ${v}}\n`,
    `spec: {${v}: k}\n`,
    `spec: [${v}, ${v}]\n`,
    `spec:\n  ? ${v}\n  : k\n`,
    `spec: ${v}\n`,
  ];
  return HEAD + forms[place]!;
});

const piecesText = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 14 })
  .map((pieces) => `${HEAD}spec:\n  ${pieces.join('')}\n`);

const looseText = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 10 })
  .map((pieces) => `${HEAD}${pieces.join('')}\n`);

const POLICY = `${HEAD}meta:
  name: allow-web # who may reach web
  namespace: "shop"
  annotations:
    note: 'from
      the ingress'
    long: >-
      folded
      text
    block: |
      one
        two
spec:
  podSelector:
    matchLabels: {app: web, "tier": 'front'}
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - namespaceSelector:
        matchExpressions:
        - {key: env, operator: In, values: [prod, "yes", 1.10]}
    ports:
    - port: 8443
      protocol: TCP
`;

/** A plausible policy with a few characters put in, taken out or replaced. */
const mutatedText = fc
  .array(
    fc.tuple(fc.nat(POLICY.length), fc.nat(3), fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom('', ' ', '\n'))),
    { minLength: 1, maxLength: 4 },
  )
  .map((edits) =>
    edits.reduce((text, [at, removed, put]) => text.slice(0, at) + put + text.slice(at + removed), POLICY),
  );

/** Texts of every kind that readers of YAML disagree about. */
export const TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'scalars, tags and keys': scalarText,
  'pieces of YAML inside an object': piecesText,
  'pieces of YAML behind an object': looseText,
  'policies with a few slips': mutatedText,
};
